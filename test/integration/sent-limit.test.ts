import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { ignore } from '../../consumers/bridge/command.ts';
import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import { openPartition } from '../../consumers/bridge/partition.ts';
import type { RecordSource } from '../../consumers/bridge/source.ts';
import { Window } from '../../consumers/bridge/window.ts';
import { Assignment } from '../../infra/kafka/assignment.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import { readCommitMetadata } from '../../infra/kafka/commit-metadata.ts';
import { createLogger } from '../../infra/logger.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { stages } from '../consumers/bridge/stages.ts';
import { eventually } from '../eventually.ts';
import { plainKafka } from '../plain-kafka.ts';

/** How far records are sent, what the commits say of it, and what the next member makes of that. */
const log = createLogger('silent');
const admin = plainKafka().admin();
const producer = plainKafka().producer();
const sources: RecordSource[] = [];
const COUNT = 600;
const WINDOW = { records: 10_000, span: 10_000, bytes: 1e9 };
let topic: string;

beforeAll(() => Promise.all([admin.connect(), producer.connect()]));
beforeEach(async () => {
  topic = `limit-${randomUUID()}`;
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });
});
afterEach(async () => void (await Promise.all(sources.splice(0).map((source) => source.stop(5_000)))));
afterAll(() => Promise.all([admin.disconnect(), producer.disconnect()]));

const send = (count: number) =>
  producer.send({ topic, messages: Array.from({ length: count }, () => ({ value: 'one' })) });

/** A member that takes what it gets; the record at `stuck` is never settled, and with it no later commit. */
async function member({ stuck, assign }: { stuck?: bigint; assign?: typeof assignment } = {}) {
  const taken: InboundRecord[] = [];
  const source = connectKafka(loadConfig().kafka, log).source({
    groupId: topic,
    topics: new Map([[topic, { incarnation: 1, startFrom: 'beginning' }]]),
    log,
    commitEveryMs: 100,
    onCrash: (cause) => log.error({ cause: cause.message }, 'crashed'),
    ...(assign && { assign }),
  });
  sources.push(source);
  const decode = async () => ignore('test');
  const dispatch = async (record: InboundRecord, abort: AbortSignal) => {
    taken.push(record);
    if (record.offset === stuck) await new Promise((resolve) => abort.addEventListener('abort', resolve));
  };
  // Records without a key share a lane, so each has one of its own.
  const lanes = { enqueue: (_: string, task: () => Promise<void>) => task(), idle: async () => undefined };
  await source.start(() =>
    openPartition({ ...stages({ decode, dispatch }), window: new Window(WINDOW), lanes }),
  );
  return { source, taken };
}

let areCommitsTaken = true;
class Failing extends Assignment {
  override async commitSettled(isLast?: boolean): Promise<void> {
    if (areCommitsTaken) await super.commitSettled(isLast);
  }
}
const assignment = (...args: ConstructorParameters<typeof Assignment>): Assignment => new Failing(...args);

async function committed() {
  const [found] = await admin.fetchOffsets({ groupId: topic, topics: [topic] });
  const { offset, metadata } = found!.partitions[0]!;
  return { offset: Number(offset), limit: Number(readCommitMetadata(Buffer.from(metadata ?? '')).limit) };
}

it('sends nothing beyond the limit that was committed last', async () => {
  const { taken } = await member({ assign: assignment });
  areCommitsTaken = false;
  const { limit } = await committed();
  expect(limit).toBeLessThan(COUNT);
  await send(COUNT);
  await eventually(() => taken.length >= limit);
  // A heartbeat later, it still waits.
  const waits = await eventually(() => sources[0]!.state.partitions[0]?.pausedSince);
  expect(waits).toBeGreaterThan(0);
  expect(taken).toHaveLength(limit);
  areCommitsTaken = true;
  await eventually(() => taken.length === COUNT);
});

it('commits a higher limit while no record is settled, so that the others go on', async () => {
  const { taken } = await member({ stuck: 0n });
  await send(COUNT);
  await eventually(() => taken.length === COUNT);
  await eventually(async () => (await committed()).limit >= COUNT);
  expect((await committed()).offset).toBe(0);
});

it('tells the next member what it may have sent, and which commit was acknowledged', async () => {
  const first = await member({ stuck: 10n });
  await send(20);
  await eventually(() => first.taken.length === 20);
  await eventually(async () => (await committed()).offset === 10);
  const { limit } = await committed();
  await first.source.stop(100);
  await send(COUNT);
  const { taken } = await member();
  await eventually(() => taken.length === COUNT + 10);
  for (const { offset, mayBeRepeated } of taken) expect(mayBeRepeated).toBe(offset < limit);
  expect(taken[0]).toMatchObject({ offset: 10n, committed: 10n });
  await eventually(async () => (await committed()).offset === COUNT + 20);
});

it('after a drain, nothing may have been sent', async () => {
  const first = await member();
  await send(20);
  await eventually(() => first.taken.length === 20);
  await first.source.stop(10_000);
  expect(await committed()).toEqual({ offset: 20, limit: 20 });
  await send(1);
  const next = await member();
  await eventually(() => next.taken.length === 1);
  expect(next.taken[0]).toMatchObject({ mayBeRepeated: false });
});

it('where another tool moved the group back, records are read again, also after a crash', async () => {
  const first = await member();
  await send(30);
  await eventually(() => first.taken.length === 30);
  await first.source.stop(10_000);
  await admin.setOffsets({ groupId: topic, topic, partitions: [{ partition: 0, offset: '10' }] });
  const second = await member({ stuck: 15n });
  await send(1);
  await eventually(() => second.taken.length === 21);
  await eventually(async () => (await committed()).offset === 15);
  await second.source.stop(100);
  const third = await member();
  await eventually(() => third.taken.length === 16);
  for (const { taken } of [second, third])
    for (const { offset, isReadAgain } of taken) expect(isReadAgain === true).toBe(offset < 30n);
});
