import { describe, expect, it } from '@jest/globals';
import { orderRoutes } from '../../consumers/orders.ts';
import { commandOf } from '../../consumers/bridge/route-record.ts';
import type { Route } from '../../consumers/bridge/route.ts';
import { OrderApproved, OrderCancellationRequested, OrderPlaced } from '../../schemas/generated/orders.ts';
import type { RecordType } from '../../schemas/bridge/record-type.ts';
import { anOrder } from '../orders.ts';
import { aRecord } from './bridge/record.ts';

const routes = orderRoutes({
  placedWithinMs: 7,
  approvalWithinMs: 24,
  undoWithinMs: 48,
  approver: 'boss@shop.example',
});
const order = anOrder({ orderId: 'o-1' });
const cancellation = { orderId: 'o-1', requestedBy: 'x', reason: 'y', requestedAt: 1 };
const approval = { orderId: 'o-1', approvedBy: 'kim', approvedAt: 1 };

function routed(topic: string, type: RecordType, value: object, key: Buffer | null = Buffer.from('o-1')) {
  return commandOf(routeOf(topic), aRecord({ topic, key }), value);
}

function routeOf(topic: string, among: readonly Route[] = routes): Route {
  const found = among.find((route) => route.topic === topic);
  if (!found) throw new Error(`there is no route of ${topic}`);
  return found;
}

describe('each event signals the order, and starts it where it is the first', () => {
  it.each([
    ['orders.placed', OrderPlaced, order, 'placed'],
    ['orders.approvals', OrderApproved, approval, 'approve'],
    ['orders.cancellations', OrderCancellationRequested, cancellation, 'cancel'],
  ])('%s', (topic, type, value, signal) => {
    expect(routed(topic, type as RecordType, value)).toEqual({
      kind: 'signalWithStart',
      workflowType: 'order',
      workflowId: 'order-o-1',
      taskQueue: 'orders',
      workflowArgs: [
        {
          orderId: 'o-1',
          placedWithinMs: 7,
          approvalWithinMs: 24,
          undoWithinMs: 48,
          approver: 'boss@shop.example',
        },
      ],
      signal,
      args: [value],
    });
  });
});

it('the wait for an approval may depend on the order', () => {
  const hurried = orderRoutes({ approvalWithinMs: ({ customerId }) => (customerId === 'hurried' ? 1 : 2) });
  const command = commandOf(routeOf('orders.placed', hurried), aRecord({ topic: 'orders.placed' }), {
    ...order,
    customerId: 'hurried',
  });
  expect(command).toMatchObject({ workflowArgs: [{ approvalWithinMs: 1 }] });
});

describe('a record is rejected', () => {
  it.each([
    ['without a key', null, 'bad-key'],
    ['with a key that is no text', Buffer.from([0xff, 0xfe]), 'bad-key'],
    ['with a key that is not its id', Buffer.from('o-2'), 'key-mismatch'],
    ['with a key that only looks like its id', Buffer.from('о-1'), 'key-mismatch'],
  ])('%s', (_, key, reason) => {
    expect(routed('orders.approvals', OrderApproved as RecordType, approval, key)).toMatchObject({
      kind: 'rejected',
      reason,
    });
  });

  it.each([
    ['has no items', { items: [] }, 'items'],
    [
      'orders none of something',
      { items: [{ sku: 'A', quantity: 0, unitPriceMinor: 1 }] },
      'items.0.quantity',
    ],
    [
      'has a negative price',
      { items: [{ sku: 'A', quantity: 1, unitPriceMinor: -1 }] },
      'items.0.unitPriceMinor',
    ],
    ['has an unknown currency', { currency: 'XQQ' }, 'currency'],
    ['has no e-mail address', { email: 'nobody' }, 'email'],
    ['has a customer id that cannot be searched for', { customerId: 'é'.repeat(501) }, 'customerId'],
    ['has no country', { address: { ...order.address, country: '' } }, 'address.country'],
  ])('that %s, naming the field and not its value', (_, change, field) => {
    const verdict = routed('orders.placed', OrderPlaced, { ...order, ...change });
    expect(verdict).toMatchObject({ kind: 'rejected', stage: 'route', reason: 'invalid' });
    const { message } = verdict as { message: string };
    expect(message).toContain(`${field}:`);
    expect(message).not.toMatch(/XQQ|nobody/);
  });
  it.each([
    ['approvedBy', 'orders.approvals', OrderApproved, { ...approval, approvedBy: 'é'.repeat(501) }],
    [
      'requestedBy',
      'orders.cancellations',
      OrderCancellationRequested,
      { ...cancellation, requestedBy: 'é'.repeat(501) },
    ],
    [
      'reason',
      'orders.cancellations',
      OrderCancellationRequested,
      { ...cancellation, reason: 'é'.repeat(5_001) },
    ],
  ])('with a %s that no outcome could carry', (field, topic, type, value) => {
    expect(routed(topic, type as RecordType, value)).toMatchObject({
      reason: 'invalid',
      message: expect.stringContaining(`${field}:`),
    });
  });
});
