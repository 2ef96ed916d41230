import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import type { OrderBatchCompleted, OrderPlaced } from '../../schemas/generated/orders.ts';
import { getOrderStatus, orderBatchWorkflowId, orderWorkflowId } from '../../workflows/messages.ts';
import { eventually } from '../eventually.ts';
import { anOrder } from '../orders.ts';
import { ktb, produce, startKtb } from './ktb.ts';
import { watch } from './watch.ts';

const run = `batch-${Date.now()}`;
let bridge: ReturnType<typeof startKtb>;
let seen: Awaited<ReturnType<typeof watch>>;
let client: Awaited<ReturnType<typeof connectTemporal>>;

beforeAll(async () => {
  bridge = startKtb(['run']);
  seen = await watch('orders.outcomes', 'orders.batches.dlq');
  client = await connectTemporal(loadConfig().temporal);
  await bridge.says('"msg":"ready"');
});
afterAll(async () => {
  await client?.connection.close();
  await seen?.stop();
  await bridge?.kill('SIGTERM');
});

const handleOf = (orderId: string) => client.workflow.getHandle(orderWorkflowId(orderId));
const ordersOf = (batchId: string, count: number): OrderPlaced[] =>
  Array.from({ length: count }, (_, at) => anOrder({ orderId: `${batchId}-${at}`, requiresApproval: false }));
const place = (batchId: string, orders: readonly OrderPlaced[]) =>
  produce('orders.batches', 'OrderBatchPlaced', [{ batchId, orders }]);

/** What a batch says of each order, in words. */
async function resultsOf(batchId: string, within?: number): Promise<Record<string, string>> {
  const [completed] = await seen.until(batchId, 1, within);
  expect(completed?.type).toBe('OrderBatchCompleted');
  const { results } = completed!.value as OrderBatchCompleted;
  return Object.fromEntries(
    results.map(({ orderId, status, reason }) => [
      orderId,
      reason === null ? status : `${status}: ${reason}`,
    ]),
  );
}

const isAt = (orderId: string, status: string) =>
  eventually(async () => (await handleOf(orderId).query(getOrderStatus)).status === status);

it('a batch of 20 reports each order in its place, and what is wrong with one harms no other', async () => {
  const batchId = `${run}-mixed`;
  const orders = ordersOf(batchId, 20).map((order, at): OrderPlaced => {
    if (at === 3) return { ...order, email: 'nobody' };
    if (at === 5) return { ...order, items: [{ sku: 'OUT-1', quantity: 1, unitPriceMinor: 1 }] };
    if (at === 11) return { ...order, requiresApproval: true };
    return at === 13 ? { ...order, requiresApproval: true } : order;
  });
  const [closed, early, doomed] = [orders[7]!, orders[11]!, orders[13]!];
  await produce('orders.placed', 'OrderPlaced', [closed]);
  await seen.until(closed.orderId);
  await produce('orders.approvals', 'OrderApproved', [
    { orderId: early.orderId, approvedBy: 'kim', approvedAt: 1 },
  ]);
  await isAt(early.orderId, 'awaitingOrder');

  await place(batchId, orders);
  await isAt(doomed.orderId, 'awaitingApproval');
  await handleOf(doomed.orderId).terminate();

  const expected = Object.fromEntries(orders.map(({ orderId }) => [orderId, 'confirmed']));
  const results = await resultsOf(batchId);
  expect(Object.keys(results)).toEqual(Object.keys(expected));
  expect(results).toEqual({
    ...expected,
    [orders[3]!.orderId]: 'refused: invalid: email: must be an e-mail address',
    [orders[5]!.orderId]: 'failed: OutOfStockError',
    [closed.orderId]: 'refused: order-closed',
    [doomed.orderId]: 'failed: TerminatedFailure',
  });
  expect(seen.of(early.orderId).map(({ type }) => type)).toEqual(['OrderConfirmed']);
});

it('an order continues the trace of its batch, and Temporal finds it by customer and status', async () => {
  const batchId = `${run}-found`;
  const customerId = `customer-of-${run}`;
  const [order] = ordersOf(batchId, 1).map((each) => ({ ...each, customerId, requiresApproval: true }));
  const trace = '0af7651916cd43dd8448eb211c80319c';
  await ktb([
    ...[
      'produce',
      'orders.batches',
      'OrderBatchPlaced',
      '--json',
      JSON.stringify({ batchId, orders: [order] }),
    ],
    ...['--header', `traceparent=00-${trace}-b7ad6b7169203331-01`],
  ]);
  const query = (status: string) => `CustomerId = '${customerId}' AND OrderStatus = '${status}'`;
  await eventually(async () => (await client.workflow.count(query('awaitingApproval'))).count === 1);
  await produce('orders.approvals', 'OrderApproved', [
    { orderId: order!.orderId, approvedBy: 'kim', approvedAt: 1 },
  ]);
  expect(await resultsOf(batchId)).toEqual({ [order!.orderId]: 'confirmed' });
  await eventually(async () => (await client.workflow.count(query('confirmed'))).count === 1);
  const traces = seen.of(batchId, order!.orderId).map(({ headers }) => headers['traceparent']?.split('-')[1]);
  expect(traces).toEqual([trace, trace]);
});

it('a batch of 500 is worked through, in a history that stays modest', async () => {
  const batchId = `${run}-large`;
  await place(batchId, ordersOf(batchId, 500));
  const results = await resultsOf(batchId, 400_000);
  expect(Object.keys(results)).toHaveLength(500);
  expect(new Set(Object.values(results))).toEqual(new Set(['confirmed']));
  const { historyLength } = await client.workflow.getHandle(orderBatchWorkflowId(batchId)).describe();
  // Temporal ends a history at 51,200 events.
  expect(historyLength).toBeLessThan(10 * 500);
}, 450_000);

describe('a batch that cannot be used is dead-lettered, naming the field and no value', () => {
  it.each([
    ['without orders', 'empty', 0, 'orders: must hold at least one order'],
    ['with 501 orders', 'too-many', 501, 'orders: must not hold more than 500 orders'],
  ])('%s', async (_, name, count, message) => {
    const batchId = `${run}-${name}`;
    await place(batchId, ordersOf(batchId, count));
    const [dead] = await seen.until(batchId);
    expect(dead).toMatchObject({ reason: 'invalid', type: 'OrderBatchPlaced' });
    expect(JSON.stringify(dead?.headers)).toContain(message);
  });

  it('with one order twice', async () => {
    const batchId = `${run}-twice`;
    const [first, second, third] = ordersOf(batchId, 3);
    await place(batchId, [first!, second!, third!, second!]);
    const [dead] = await seen.until(batchId);
    expect(dead).toMatchObject({ reason: 'invalid' });
    const message = String(dead?.headers['__connect.errors.exception.message']);
    expect(message).toContain('orders[3].orderId: must not be that of an earlier order');
    expect(message).not.toContain(second!.orderId);
  });
});
