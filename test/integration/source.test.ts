import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { CompressionTypes } from 'kafkajs';
import { ignore } from '../../consumers/bridge/command.ts';
import { openPartition } from '../../consumers/bridge/partition.ts';
import type { RecordSource } from '../../consumers/bridge/source.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { createClient } from '../../infra/kafka/kafkajs/client.ts';
import { connectionOf } from '../../infra/kafka/kafkajs/connection.ts';
import type { TopicSettings } from '../../infra/kafka/positions.ts';
import { createLogger } from '../../infra/logger.ts';
import { stages } from '../consumers/bridge/stages.ts';
import { eventually } from '../eventually.ts';
import { plainKafka } from '../plain-kafka.ts';
import { API, ERROR, faultySockets } from './faulty-sockets.ts';

const log = createLogger('silent');
const kafka = plainKafka();
const admin = kafka.admin();
const producer = kafka.producer();
let topic: string;
let groupId: string;
const sources: RecordSource[] = [];

beforeAll(() => Promise.all([admin.connect(), producer.connect()]));
beforeEach(async () => {
  topic = `source-${randomUUID()}`;
  groupId = `source-${randomUUID()}`;
  await createTopic();
});
afterEach(async () => void (await Promise.all(sources.splice(0).map((source) => source.stop(5_000)))));
afterAll(() => Promise.all([admin.disconnect(), producer.disconnect()]));

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
  const sockets = faultySockets();
  const source = connectionOf(createClient(loadConfig().kafka, log, sockets)).source({
    groupId,
    topics: new Map([[topic, { incarnation: 1, startFrom: 'beginning', ...settings }]]),
    log,
    commitEveryMs: 100,
    onCrash: (cause) => crashes.push(cause),
  });
  sources.push(source);
  let generations = 0;
  const start = () =>
    source.start(() => {
      generations += 1;
      return openPartition(
        stages({
          async decode({ value }) {
            await onDecode(String(value));
            return ignore('test');
          },
          dispatch: async ({ value }) => void settled.push(String(value)),
        }),
      );
    });
  return { source, start, settled, crashes, sockets, generations: () => generations };
}

const committed = async () => {
  const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
  return found!.partitions[0]!;
};

it('goes on when the group could not be joined again at the first attempt', async () => {
  const { start, settled, sockets } = open();
  await start();
  await send('before');
  await eventually(() => settled.includes('before'));

  sockets.answer(API.heartbeat, ERROR.notCoordinator);
  sockets.answer(API.joinGroup, ERROR.coordinatorLoading);
  await eventually(() => sockets.pending === 0);
  await send('after');
  await eventually(() => settled.includes('after'));
});

it('loses no record that was being planned while the group was joined again', async () => {
  const rejoined = Promise.withResolvers<void>();
  let isPlanning = false;
  const { start, settled, sockets, generations } = open({
    async onDecode(value) {
      if (value === 'victim' && !isPlanning) {
        isPlanning = true;
        await rejoined.promise;
      }
    },
  });
  await start();
  await send('before', 'victim', 'later-1', 'later-2');
  await eventually(() => isPlanning);
  sockets.answer(API.heartbeat, ERROR.rebalanceInProgress);
  await eventually(() => generations() === 2);
  rejoined.resolve();
  await eventually(() => settled.includes('later-2'));
  expect(settled).toContain('victim');
});

it('starts from the end if its route says so, and there it has been from then on', async () => {
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

it('commits the incarnation beside the offset, and begins again in the next one', async () => {
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

it('refuses to start if the offsets of a topic started over', async () => {
  await send('one', 'two');
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '5' }] });
  await expect(open().start()).rejects.toThrow(/offset 5 is committed and the topic ends at 2.*incarnation/);
  expect((await committed()).offset).toBe('5');
});

it('ends the consumer if the topic was recreated while it ran', async () => {
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
  await producer.send({ topic, compression: CompressionTypes.GZIP, messages: bomb });
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
