import { describe, expect, it } from '@jest/globals';
import { batchRoutes } from '../../consumers/batches.ts';
import { commandOf } from '../../consumers/bridge/route-record.ts';
import type { OrderPlaced } from '../../schemas/generated/orders.ts';
import { anOrder } from '../orders.ts';
import { aRecord } from './bridge/record.ts';

const DAY = 24 * 60 * 60 * 1_000;
const waits = {
  placedWithinMs: 7,
  approvalWithinMs: ({ customerId }: OrderPlaced) => (customerId === 'hurried' ? 1 : 2),
  approver: 'boss@shop.example',
};
const [batches] = batchRoutes(waits);
const ordersOf = (count: number) => Array.from({ length: count }, (_, at) => anOrder({ orderId: `o-${at}` }));
const routed = (orders: readonly OrderPlaced[], batchId = 'b-1') =>
  commandOf(batches!, aRecord({ topic: 'orders.batches', key: Buffer.from(batchId) }), { batchId, orders });

it('a batch is started with its orders, each with the wait that it would get by itself', () => {
  const [first, hurried] = [anOrder({ orderId: 'o-1' }), anOrder({ orderId: 'o-2', customerId: 'hurried' })];
  expect(routed([first, hurried])).toEqual({
    kind: 'start',
    workflowType: 'orderBatch',
    workflowId: 'batch-b-1',
    taskQueue: 'orders',
    args: [
      {
        batchId: 'b-1',
        orders: [
          { placed: first, approvalWithinMs: 2 },
          { placed: hurried, approvalWithinMs: 1 },
        ],
        placedWithinMs: 7,
        undoWithinMs: 7 * DAY,
        approver: 'boss@shop.example',
        answerWithinMs: 7 + DAY + 7 * DAY + DAY,
      },
    ],
  });
});

it('an order that breaks a rule is passed along as refused, naming the field and not its value', () => {
  const command = routed([anOrder({ orderId: 'o-1' }), anOrder({ orderId: 'o-2', email: 'nobody' })]);
  expect(command).toMatchObject({
    args: [
      { orders: [{ placed: {} }, { orderId: 'o-2', refused: 'invalid: email: must be an e-mail address' }] },
    ],
  });
  expect(JSON.stringify(command)).not.toContain('nobody');
});

it.each([
  ['orderId', { orderId: 'o\0-2' }],
  ['customerId', { customerId: 'secret\0' }],
])('K11: an order whose %s not every store can keep is passed along as refused', (field, about) => {
  const command = routed([anOrder({ orderId: 'o-1' }), anOrder({ orderId: 'o-2', ...about })]);
  const refused = `invalid: ${field}: must not contain NUL`;
  expect(command).toMatchObject({ args: [{ orders: [{ placed: {} }, { refused }] }] });
  expect(JSON.stringify(command)).not.toContain('secret');
});

it('a batch may hold 500 orders', () => {
  expect(routed(ordersOf(500))).toMatchObject({ kind: 'start' });
});

describe('a batch is rejected', () => {
  it.each([
    ['without an id', routed(ordersOf(1), ''), 'batchId: must not be empty'],
    ['with NUL in its id', routed(ordersOf(1), 'b\0'), 'batchId: must not contain NUL'],
    ['without orders', routed([]), 'orders: must hold at least one order'],
    ['with 501 orders', routed(ordersOf(501)), 'orders: must not hold more than 500 orders'],
    [
      'with one order twice',
      routed([...ordersOf(3), anOrder({ orderId: 'o-1' })]),
      'orders[3].orderId: must not be that of an earlier order',
    ],
    [
      'with an order whose id no workflow can have',
      routed([...ordersOf(1), anOrder({ orderId: 'é'.repeat(500) })]),
      'orders[1].orderId: is too long for a workflow id',
    ],
  ])('%s', (_, verdict, message) => {
    expect(verdict).toMatchObject({ kind: 'rejected', reason: 'invalid' });
    expect((verdict as { message: string }).message).toContain(message);
  });
});
