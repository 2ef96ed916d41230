import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { createClient } from '../../infra/kafka/kafkajs/client.ts';
import { connectionOf } from '../../infra/kafka/kafkajs/connection.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { eventually } from '../eventually.ts';
import { silent } from '../integration/watch.ts';
import { admin, brokers, close, coordinatorOf, createTopic, kafka, openMember, seenIn } from './cluster.ts';

/** A broker that hangs keeps its connections open, and answers nothing. */
let hanging: number | undefined;

/** A client waits 30 s for each answer, and the group 15 s for a member that the broker kept from being heard. */
const WITHIN_MS = 480_000;

const resume = () => {
  if (hanging !== undefined) brokers.resume(hanging);
  hanging = undefined;
};

beforeAll(() => admin.connect());
afterEach(() => {
  resume();
  return brokers.up(1, 2, 3);
});
afterAll(close);

/** Writes a value to some of the partitions, over connections that are there already. */
async function openWriter(topic: string) {
  const sender = await kafka.openSender();
  return {
    async write(partitions: readonly number[], value: string) {
      const record = { topic, key: null, value: Buffer.from(value), headers: {} };
      for (const partition of partitions)
        await eventually(() =>
          sender.send({ topic, partition }, [record], { isCompressed: false }).then(() => true),
        );
    },
    close: () => sender.close(),
  };
}

it.each([
  ['the coordinator of the group', true],
  ['a broker that only leads', false],
])(
  'while %s hangs, partitions of the others are read and committed, and nothing is lost',
  async (name, isCoordinator) => {
    const groupId = `hanging ${name}`;
    const coordinator = await coordinatorOf(groupId);
    const [first = 0, second = 0] = [1, 2, 3].filter((id) => id !== coordinator);
    const [hangs, other] = isCoordinator ? [coordinator, second] : [second, coordinator];
    const topic = await createTopic('hangs', [[hangs], [first], [other]]);
    const member = openMember(groupId, [topic]);
    const { write, close: closeWriter } = await openWriter(topic);
    await member.start();
    await write([0, 1, 2], 'before');
    await seenIn([member], topic, [0, 1, 2], 'before');

    hanging = hangs;
    brokers.pause(hangs);
    await write([1, 2], 'meanwhile 1');
    await seenIn([member], topic, [1, 2], 'meanwhile 1');
    await write([1, 2], 'meanwhile 2');
    await seenIn([member], topic, [1, 2], 'meanwhile 2');
    const isCommitted = async () => {
      const offsets = await kafka.groups.committed(groupId, [topic]);
      return [1, 2].every((partition) =>
        offsets.some((one) => one.partition === partition && one.offset === 3n),
      );
    };
    await eventually(isCommitted, WITHIN_MS);

    resume();
    await write([0], 'after');
    await seenIn([member], topic, [0], 'after');
    expect(new Set(member.seen).size).toBe(3 + 4 + 1);
    expect(member.crashes).toEqual([]);
    await eventually(() => member.source.state.partitions.every(({ problem }) => !problem));
    await closeWriter();
  },
  2 * WITHIN_MS,
);

it('a client whose first broker hangs asks the next one', async () => {
  const topic = await createTopic('seeds');
  hanging = 2;
  brokers.pause(hanging);
  const addresses = [brokers.addresses[1]!, brokers.addresses[0]!];
  const fresh = connectionOf(createClient({ ...loadConfig().kafka, brokers: addresses }, silent));
  expect((await fresh.cluster.describe([topic])).topics).toEqual([topic]);
  expect(await fresh.groups.committed('nobody', [topic])).toEqual([]);
});
