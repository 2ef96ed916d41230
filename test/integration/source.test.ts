import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import kafkajs, { type Admin, type Kafka, type Producer } from 'ktb-kafkajs';
import { ignore } from '../../consumers/bridge/command.ts';
import { openPartition } from '../../consumers/bridge/partition.ts';
import type { RecordSource } from '../../consumers/bridge/source.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import type { TopicSettings } from '../../infra/kafka/positions.ts';
import { kafkaSource } from '../../infra/kafka/kafkajs/source/source.ts';
import { createLogger } from '../../infra/logger.ts';
import { stages } from '../consumers/bridge/stages.ts';
import { eventually } from '../eventually.ts';

/** kafkajs's own group member, to which things are made to happen that a broker does at the worst moment. */
const { prototype: member } = createRequire(import.meta.url)('ktb-kafkajs/src/consumer/consumerGroup.js') as {
  prototype: { heartbeat(options: object): Promise<void>; joinAndSync(): Promise<void> };
};
const { heartbeat, joinAndSync } = member;
afterEach(() => void Object.assign(member, { heartbeat, joinAndSync }));

const log = createLogger('silent');
let kafka: Kafka;
let admin: Admin;
let producer: Producer;
let topic: string;
let groupId: string;
const sources: RecordSource[] = [];

beforeAll(async () => {
  kafka = connectKafka(loadConfig().kafka, log);
  admin = kafka.admin();
  producer = kafka.producer();
  await Promise.all([admin.connect(), producer.connect()]);
});
beforeEach(async () => {
  topic = `source-${randomUUID()}`;
  groupId = `source-${randomUUID()}`;
  await createTopic();
});
afterEach(async () => void (await Promise.all(sources.splice(0).map((source) => source.stop(5_000)))));
afterAll(async () => void (await Promise.all([admin?.disconnect(), producer?.disconnect()])));

const createTopic = (name = topic, numPartitions = 1) =>
  admin.createTopics({ waitForLeaders: true, topics: [{ topic: name, numPartitions }] });

const send = (...values: string[]) => producer.send({ topic, messages: values.map((value) => ({ value })) });

/** A source that settles whatever it gets, and what it got. */
function open({
  settings = {},
  onDecode = async () => undefined,
}: { settings?: Partial<TopicSettings>; onDecode?: (value: string) => Promise<void> } = {}) {
  const settled: string[] = [];
  const crashes: Error[] = [];
  const source = kafkaSource({
    kafka,
    groupId,
    topics: new Map([[topic, { incarnation: 1, startFrom: 'beginning', ...settings }]]),
    log,
    commitEveryMs: 100,
    onCrash: (cause) => crashes.push(cause),
  });
  sources.push(source);
  const start = () =>
    source.start(() =>
      openPartition(
        stages({
          async decode({ value }) {
            await onDecode(String(value));
            return ignore('test');
          },
          dispatch: async ({ value }) => void settled.push(String(value)),
        }),
      ),
    );
  return { source, start, settled, crashes };
}

const committed = async () => {
  const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
  return found!.partitions[0]!;
};

it('goes on when the group could not be joined again at the first attempt', async () => {
  const { start, settled } = open();
  await start();
  await send('before');
  await eventually(() => settled.includes('before'));

  const faults = ['NOT_COORDINATOR_FOR_GROUP', 'COORDINATOR_LOAD_IN_PROGRESS'];
  const fail = () => Promise.reject(Object.assign(new Error('a fault'), { type: faults.shift() }));
  member.heartbeat = function (options) {
    return faults.length === 2 ? fail() : heartbeat.call(this, options);
  };
  member.joinAndSync = function () {
    return faults.length === 1 ? fail() : joinAndSync.call(this);
  };
  await eventually(() => faults.length === 0);
  await send('after');
  await eventually(() => settled.includes('after'));
});

it('loses no record that was being planned while the group was joined again', async () => {
  let rejoin: (() => Promise<void>) | undefined;
  member.joinAndSync = function () {
    rejoin = () => joinAndSync.call(this);
    return joinAndSync.call(this);
  };
  let rejoined = 0;
  const { start, settled } = open({
    onDecode: async (value) => {
      if (value === 'victim' && rejoined === 0) {
        rejoined += 1;
        await rejoin!();
      }
    },
  });
  await start();
  await send('before', 'victim', 'later-1', 'later-2');
  await eventually(() => settled.includes('later-2'));
  expect(rejoined).toBe(1);
  expect(settled).toContain('victim');
});

it('starts from the end where its route says so, and there it has been from then on', async () => {
  await send('old');
  const first = open({ settings: { startFrom: 'end' } });
  await first.start();
  await first.source.stop(5_000);
  await send('new');
  const second = open({ settings: { startFrom: 'end' } });
  await second.start();
  await eventually(() => second.settled.length > 0);
  expect(second.settled).toEqual(['new']);
});

it('commits the incarnation beside the offset, and starts anew in the next one', async () => {
  await send('one');
  const first = open({ settings: { incarnation: 3 } });
  await first.start();
  await eventually(async () => (await committed()).offset === '1');
  expect(await committed()).toMatchObject({ metadata: 'incarnation=3' });
  await first.source.stop(5_000);

  const next = open({ settings: { incarnation: 4 } });
  await next.start();
  await eventually(() => next.settled.includes('one'));
});

it('refuses to start where the offsets of a topic started over', async () => {
  await send('one', 'two');
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '5' }] });
  await expect(open().start()).rejects.toThrow(/offset 5 is committed and the topic ends at 2.*incarnation/);
  expect((await committed()).offset).toBe('5');
});

it('ends the consumer where the topic was recreated while it ran', async () => {
  const { start, settled, crashes } = open();
  await send('one', 'two');
  await start();
  await eventually(async () => settled.length === 2 && (await committed()).offset === '2');
  await admin.deleteTopics({ topics: [topic] });
  await eventually(() => createTopic());
  const crash = await eventually(() => crashes[0]);
  expect(crash.message).toContain(topic);
});

it('stops a partition whose batch cannot be read, and goes on with the others', async () => {
  topic = `${topic}-2`;
  await createTopic(topic, 2);
  const bomb = Array.from({ length: 70 }, () => ({ partition: 0, value: Buffer.alloc(1024 * 1024) }));
  await producer.send({ topic, compression: kafkajs.CompressionTypes.GZIP, messages: bomb });
  await producer.send({ topic, messages: [{ partition: 1, value: 'good' }] });
  const { start, settled, source } = open();
  await start();
  await eventually(() => settled.length > 0);
  expect(settled).toEqual(['good']);
  expect(await source.stop(5_000)).toEqual({ drained: true });
  const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
  expect(found!.partitions.map(({ partition, offset }) => [partition, offset])).toEqual(
    expect.arrayContaining([
      [0, '0'],
      [1, '1'],
    ]),
  );
});

it('can be stopped before it was started', async () => {
  expect(await open().source.stop(1_000)).toEqual({ drained: true });
});
