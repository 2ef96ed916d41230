import { expect, it } from '@jest/globals';
import { ignore, signal, signalWithStart } from '../../../consumers/bridge/command.ts';
import { router } from '../../../consumers/bridge/route-record.ts';
import { route, type RouteOptions } from '../../../consumers/bridge/route.ts';
import { OrderApproved, OrderPlaced } from '../../../schemas/generated/orders.ts';
import type { RecordType } from '../../../schemas/bridge/record-type.ts';
import { approve } from '../../../workflows/messages.ts';
import { order } from '../../../workflows/order.ts';
import { aRecord } from './record.ts';

const approval = { orderId: 'o-1', approvedBy: 'kim', approvedAt: 1 };
const toSignal = () => signal(approve, { workflowId: 'order-o-1', args: [approval] });

/** What becomes of an approval, or of a value of another type on its topic. */
const routed = (
  options: RouteOptions<OrderApproved> = {},
  toCommand: () => ReturnType<typeof toSignal> = toSignal,
  type: RecordType = OrderApproved,
) =>
  router({ routes: [route('orders.approvals', OrderApproved, toCommand, options)], cluster: 'c' })(
    aRecord(),
    { kind: 'decoded', type, value: approval },
  );

it('names the route by its topic and type, and by the topic alone if the type is not known', () => {
  expect(routed()).toMatchObject({ route: 'orders.approvals/orders.v1.OrderApproved', todo: toSignal() });
  expect(routed({}, toSignal, OrderPlaced)).toMatchObject({
    route: 'orders.approvals',
    todo: { reason: 'no-route' },
  });
});

it('passes on what was rejected or ignored before', () => {
  const routeRecord = router({ routes: [], cluster: 'c' });
  expect(routeRecord(aRecord(), ignore('tombstone'))).toMatchObject({ todo: ignore('tombstone') });
});

it('says who reads, if that has a name', () => {
  const readBy = (reader?: string) => router({ routes: [], cluster: 'c', reader })(aRecord(), ignore('test'));
  expect(readBy('one').identity).toMatchObject({ reader: 'one' });
  expect(readBy().identity).not.toHaveProperty('reader');
});

it('only signals if its route wants no early start', () => {
  const options = { workflowId: 'order-o-1', args: [approval] as [OrderApproved] };
  const starting = () =>
    signalWithStart(order, approve, {
      ...options,
      taskQueue: 'q',
      workflowArgs: [{} as Parameters<typeof order>[0]],
    });
  expect(routed({ early: { waitMs: 500 } }, starting as never)).toMatchObject({
    todo: { ...signal(approve, options), waitMs: 500 },
  });
  expect(routed({ early: 'dead-letter' }, starting as never)).toMatchObject({
    todo: signal(approve, options),
  });
});

it('rejects a record whose route fails, naming the error and not what it says', () => {
  const { todo } = routed({}, () => {
    throw new RangeError('secret');
  });
  expect(todo).toMatchObject({ reason: 'invalid', message: expect.stringContaining('RangeError') });
  expect(JSON.stringify(todo)).not.toContain('secret');
});

it('rejects a record whose route gives nothing, as one of JavaScript may', () => {
  const { todo } = routed({}, () => undefined as never);
  expect(todo).toMatchObject({ reason: 'invalid', message: expect.stringMatching(/gave no command$/) });
});

it('names the first broken rules, and how many more there are', () => {
  const check = () =>
    Array.from({ length: 5_000 }, (_, index) => ({ field: `items.${index}`, rule: 'must be' }));
  const { todo } = routed({ check });
  expect(todo).toMatchObject({
    reason: 'invalid',
    message: expect.stringMatching(/items\.9: .*and 4990 more$/),
  });
});

it('K16: asks for no more broken rules than it names', () => {
  let asked = 0;
  function* check() {
    for (; asked < 250_000; asked += 1) yield { field: `items.${asked}`, rule: 'must be' };
  }
  const { todo } = routed({ check });
  expect(todo).toMatchObject({ message: expect.stringMatching(/items\.9: must be; and more$/) });
  expect(asked).toBeLessThan(20);
});

it('K16: a record that becomes a command weighs what was decoded of it, and a rejected one nothing', () => {
  const weighed = (check: RouteOptions<OrderApproved>['check']) =>
    router({
      routes: [route('orders.approvals', OrderApproved, toSignal, check && { check })],
      cluster: 'c',
    })(aRecord(), { kind: 'decoded', type: OrderApproved, value: approval, weight: 500 }).weight;
  expect(weighed(undefined)).toBe(500);
  expect(weighed(() => [{ field: 'f', rule: 'r' }])).toBe(0);
});
