import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { RecordSource } from '../../consumers/bridge/source.ts';
import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import { headerOf } from '../../consumers/bridge/event-interceptor.ts';
import { identify } from '../../consumers/bridge/event-identity.ts';
import { SeenEvents } from '../../workflows/bridge/interceptors/seen-events.ts';
import { TestWorker } from '../conformance/test-worker.ts';
import { eventually } from '../eventually.ts';
import { silent } from '../integration/watch.ts';
import { admin, brokers, close, createTopic, kafka, write } from './cluster.ts';

beforeAll(() => admin.connect());
const sources: RecordSource[] = [];
afterEach(async () => {
  for (const source of sources.splice(0)) await source.stop(5_000);
  await brokers.up(1, 2, 3);
});
afterAll(close);

const eventOf = (record: InboundRecord) =>
  headerOf(identify(record, { cluster: 'c', incarnation: 1, trustCloudEventIds: true }), 'signal');

it('what is written after an unclean election, at offsets that were read before, is read, and is seen as new', async () => {
  const topic = await createTopic('unclean', [[2, 3]], {
    'unclean.leader.election.enable': 'true',
    'min.insync.replicas': '1',
  });
  const taken: InboundRecord[] = [];
  const source = kafka.source({
    groupId: topic,
    topics: new Map([[topic, { incarnation: 1, startFrom: 'beginning' }]]),
    log: silent,
    commitEveryMs: 50,
    onCrash: () => undefined,
  });
  sources.push(source);
  await source.start(
    () =>
      new (class extends TestWorker {
        override async offer(record: InboundRecord) {
          taken.push(record);
          const answer = await super.offer(record);
          this.settle();
          return answer;
        }
      })(),
  );
  const hasCome = (value: string) => eventually(() => taken.some((record) => String(record.value) === value));
  await write(topic, [0], 'kept');
  await hasCome('kept');

  // Broker 3 is away while the leader takes more, and then leads alone.
  await brokers.stop(3);
  for (const value of ['lost one', 'lost two', 'lost three']) await write(topic, [0], value);
  await hasCome('lost three');
  await eventually(() => source.state.partitions[0]?.committed === 4n);
  await brokers.kill(2);
  await brokers.up(3);
  for (const value of ['new one', 'new two', 'new three', 'new four']) await write(topic, [0], value);
  await hasCome('new four');

  const values = taken.map(({ value }) => String(value));
  for (const value of ['new one', 'new two', 'new three', 'new four']) expect(values).toContain(value);
  const offsets = new Map(taken.map(({ value, offset }) => [String(value), offset]));
  // Otherwise nothing was put to the test.
  expect(offsets.get('new one')).toBe(offsets.get('lost one'));
  const seen = new SeenEvents();
  const isNew = new Map<string, boolean>();
  for (const record of taken) {
    const value = String(record.value);
    isNew.set(value, (isNew.get(value) ?? false) || seen.add(eventOf(record)));
  }
  expect([...isNew].filter(([, wasNew]) => !wasNew)).toEqual([]);
});
