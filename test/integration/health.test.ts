import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadConfig } from '../../infra/settings/config.ts';
import { INBOUND } from '../../schemas/contract.ts';
import { eventually } from '../eventually.ts';
import { anOrder } from '../orders.ts';
import { openProxy } from '../tcp-proxy.ts';
import { produce } from './ktb.ts';
import { startObservedKtb, type ObservedKtb } from './observed-ktb.ts';
import { lagOf, writeBytes } from './watch.ts';
import { plainKafka } from '../plain-kafka.ts';

/** What a running bridge tells about itself, with something between it and Temporal that can be cut. */
const PLACED = { topic: 'orders.placed', route: 'orders.placed/orders.v1.OrderPlaced' };
/** A call takes its whole deadline to fail, so orders that fail side by side open the breaker at the first one. */
const FAILURES_THAT_OPEN = 5;
/** Records that a partition has in flight at most. */
const WINDOW = 256;
let temporal: Awaited<ReturnType<typeof openProxy>>;
let bridge: ObservedKtb;

beforeAll(async () => {
  temporal = await openProxy(loadConfig().temporal.connection.address);
  bridge = await startObservedKtb(['run'], { TEMPORAL_ADDRESS: temporal.address });
});
afterAll(async () => {
  bridge?.child.kill('SIGKILL');
  await temporal?.close();
});

const someOrders = (count: number) =>
  Array.from({ length: count }, () =>
    anOrder({ orderId: `health-${randomUUID()}`, requiresApproval: false }),
  );
const place = (orders: readonly { orderId: string }[]) => produce('orders.placed', 'OrderPlaced', orders);
const isReady = async () => (await bridge.ready()).status === 200;
const tellsThatTemporalIsDown = async () => {
  const { status, reasons } = await bridge.ready();
  return status === 503 && reasons.some((reason) => reason.startsWith('Temporal gives no answer'));
};

it('answers before it is ready, and says why it is not', async () => {
  expect(await bridge.ready()).toMatchObject({ status: 503, reasons: [expect.stringMatching(/^starting/)] });
  expect(await bridge.live()).toBe(200);
  await eventually(isReady);
  expect((await bridge.metrics()).at('ktb_ready')).toBe(1);
});

it('members are not ready while the group waits for one of them: neither a new one nor one that was', async () => {
  const { partitions: all } = await bridge.ready();
  const second = await startObservedKtb(['consumers']);
  await eventually(async () => (await second.ready()).status === 200);
  bridge.child.kill('SIGSTOP');
  const third = await startObservedKtb(['consumers']);
  const others = [second, third];
  try {
    for (const member of others) {
      await eventually(async () =>
        (await member.ready()).reasons.some((reason) => reason.startsWith('joining the consumer group')),
      );
      expect(await member.live()).toBe(200);
    }
    bridge.child.kill('SIGCONT');
    for (const member of others) await eventually(async () => (await member.ready()).status === 200);
  } finally {
    bridge.child.kill('SIGCONT');
    await Promise.all(others.map((member) => member.kill('SIGTERM')));
  }
  // Until it has their partitions too, there is a rebalance to come, and records may come twice.
  await eventually(async () => {
    const { status, partitions } = await bridge.ready();
    return status === 200 && partitions.length === all.length;
  });
});

it('counts what became of each record by route and result, dead letters by reason, outcomes by type', async () => {
  // What earlier tests left on the topic is not to be counted.
  await eventually(async () => (await lagOf('orders.placed')) === 0n);
  const before = await bridge.metrics();
  const orders = someOrders(3);
  await place(orders);
  await writeBytes('orders.placed', 'some-key', Buffer.from('garbage'));
  const grown = async (name: string, labels: Record<string, string>) =>
    (await bridge.metrics()).at(name, labels) - before.at(name, labels);
  const outcomes = { topic: 'orders.outcomes', type: 'OrderConfirmed' };
  await eventually(async () => (await grown('ktb_outcomes_total', outcomes)) >= 3);

  expect(await grown('ktb_records_total', { ...PLACED, result: 'delivered' })).toBe(3);
  const garbage = { topic: 'orders.placed', route: 'orders.placed' };
  expect(await grown('ktb_records_total', { ...garbage, result: 'rejected' })).toBe(1);
  expect(await grown('ktb_dead_letters_total', { ...garbage, reason: 'not-framed' })).toBe(1);
  expect(await grown('ktb_settle_seconds_count', { topic: 'orders.placed' })).toBe(4);
});

it('reports the lag of each partition, which is 0 once all is settled and committed', async () => {
  const after = await eventually(async () => {
    const now = await bridge.metrics();
    return now.values('ktb_lag', 'partition').length > 0 && now.at('ktb_lag') === 0 ? now : undefined;
  });
  const { partitions } = await bridge.ready();
  expect(partitions.some(({ topic, committed }) => topic === 'orders.placed' && committed !== null)).toBe(
    true,
  );
  expect(after.at('ktb_in_flight')).toBe(0);
  expect(after.at('ktb_partition_paused')).toBe(0);
  expect([...new Set(after.values('ktb_lag', 'topic'))].sort()).toEqual(Object.keys(INBOUND).sort());
});

it('is alive and not ready while Temporal is away, says so, and resumes when it is back', async () => {
  const before = await bridge.metrics();
  const orders = someOrders(FAILURES_THAT_OPEN);
  temporal.cut();
  await place(orders);
  await eventually(tellsThatTemporalIsDown);

  expect(await bridge.live()).toBe(200);
  const during = await bridge.metrics();
  expect(during.at('ktb_breaker_open', { dependency: 'Temporal' })).toBe(1);
  expect(during.at('ktb_temporal_retries_total', { why: 'outage' })).toBeGreaterThan(0);
  // A breaker that opens before all of them are taken leaves the others on Kafka. None is settled, or committed.
  expect(during.at('ktb_in_flight', { topic: 'orders.placed' })).toBeGreaterThan(0);
  const held = () => bridge.metrics().then((now) => now.at('ktb_lag', { topic: 'orders.placed' }));
  await eventually(async () => (await held()) === orders.length);
  expect((await bridge.metrics()).at('ktb_records_total')).toBe(before.at('ktb_records_total'));

  temporal.restore();
  const published = { topic: 'orders.outcomes', type: 'OrderConfirmed' };
  const all = before.at('ktb_outcomes_total', published) + orders.length;
  await eventually(async () => (await bridge.metrics()).at('ktb_outcomes_total', published) === all);
  await eventually(isReady);
  const after = await bridge.metrics();
  expect(after.at('ktb_breaker_open', { dependency: 'Temporal' })).toBe(0);
  expect(after.at('ktb_dead_letters_total')).toBe(before.at('ktb_dead_letters_total'));
});

it('reads on at the oldest record that is left if others were deleted before it could read them, and says how many', async () => {
  temporal.cut();
  await place(someOrders(FAILURES_THAT_OPEN));
  await eventually(tellsThatTemporalIsDown);
  // More than a partition takes while nothing is settled.
  const [order] = someOrders(1);
  await place(Array.from({ length: WINDOW + 1 }, () => order!));
  await eventually(async () => (await bridge.metrics()).at('ktb_partition_paused') > 0);
  await deleteAllRecords('orders.placed');
  temporal.restore();
  await bridge.says('offsets were deleted before they were read: reading from the oldest record left');
  const left = someOrders(1);
  await place(left);
  await eventually(async () => (await bridge.metrics()).at('ktb_in_flight') === 0);
  await eventually(isReady);
});

async function deleteAllRecords(topic: string): Promise<void> {
  const admin = plainKafka().admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }));
  await admin.deleteTopicRecords({ topic, partitions });
  await admin.disconnect();
}
