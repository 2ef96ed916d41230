import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
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

const createTopic = () => admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });

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
  expect(await committed()).toMatchObject({
    metadata: expect.stringMatching(/^incarnation=3;topic=[\w-]{22};epoch=0;limit=\d+$/),
  });
  await first.source.stop(5_000);

  const next = open({ settings: { incarnation: 4 } });
  await next.start();
  await eventually(() => next.settled.includes('one'));
});

it('waits with a partition whose offsets started over, and says what an operator has to decide', async () => {
  await send('one', 'two');
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '5' }] });
  const { source, start, settled } = open();
  await start();
  expect(source.state.partitions[0]?.problem).toMatchObject({
    kind: 'recreated',
    message: expect.stringMatching(/offset 5 is committed and .*\/0 ends at 2.*incarnation/),
  });
  expect(settled).toEqual([]);
  expect((await committed()).offset).toBe('5');
});
