import { describe, expect, it } from '@jest/globals';
import { ignore, signal, signalWithStart } from '../../../consumers/bridge/command.ts';
import type { Outcome } from '../../../consumers/bridge/pipeline.ts';
import { createPipeline } from '../../../consumers/bridge/pipeline.ts';
import { route, type RouteOptions } from '../../../consumers/bridge/route.ts';
import type { Decoded } from '../../../schemas/bridge/codec.ts';
import { OrderApproved, OrderPlaced } from '../../../schemas/generated/orders.ts';
import type { RecordType } from '../../../schemas/bridge/record-type.ts';
import { rejected } from '../../../schemas/bridge/rejected.ts';
import { approve } from '../../../workflows/messages.ts';
import { order } from '../../../workflows/order.ts';
import { aRecord } from './record.ts';

const { signal: never } = new AbortController();
const approval = { orderId: 'o-1', approvedBy: 'kim', approvedAt: 1 };
const toSignal = () => signal(approve, { workflowId: 'order-o-1', args: [approval] });

function pipeline(
  options: RouteOptions<OrderApproved> = {},
  toCommand: () => ReturnType<typeof toSignal> = toSignal,
) {
  let outcome: Outcome = { kind: 'delivered' };
  let type: RecordType = OrderApproved;
  const parts = createPipeline({
    routes: [route('orders.approvals', OrderApproved, toCommand, options)],
    codec: { decode: async (): Promise<Decoded> => ({ kind: 'decoded', type, value: approval }) },
    dispatch: async () => outcome,
    cluster: 'c',
  });
  return {
    ...parts,
    written: (other: RecordType) => (type = other),
    answered: async (answer: Outcome) => {
      outcome = answer;
      return parts.perform(await parts.plan(aRecord()), parts.identify(aRecord()), never);
    },
  };
}

it('names the route by its topic and type, and by the topic alone where the type is not known', async () => {
  const { plan, written } = pipeline();
  expect(await plan(aRecord())).toMatchObject({
    route: 'orders.approvals/orders.v1.OrderApproved',
    todo: toSignal(),
  });
  written(OrderPlaced);
  expect(await plan(aRecord())).toMatchObject({ route: 'orders.approvals', todo: { reason: 'no-route' } });
});

it.each([
  [undefined, ignore('tombstone')],
  ['dead-letter', { reason: 'tombstone', stage: 'decode' }],
] as const)('takes a null value as its topic says: %s', async (tombstone, todo) => {
  const { plan } = pipeline({ ...(tombstone && { tombstone }) });
  expect(await plan(aRecord({ value: null }))).toMatchObject({ todo });
});

describe.each(['late', 'conflict'] as const)('an event that is %s', (reason) => {
  const answer = rejected('dispatch', reason, 'because');

  it('is dead-lettered', async () => expect(await pipeline().answered(answer)).toEqual(answer));

  it('is ignored where its route says so', async () =>
    expect(await pipeline({ [reason]: 'ignore' }).answered(answer)).toEqual(ignore(reason)));
});

it('only signals where its route wants no early start', async () => {
  const options = { workflowId: 'order-o-1', args: [approval] as [OrderApproved] };
  const starting = () =>
    signalWithStart(order, approve, {
      ...options,
      taskQueue: 'q',
      workflowArgs: [{} as Parameters<typeof order>[0]],
    });
  const { plan } = pipeline({ early: 'dead-letter' }, starting as never);
  expect(await plan(aRecord())).toMatchObject({ todo: signal(approve, options) });
});

it('rejects a record whose route fails, naming the error and not what it says', async () => {
  const { plan } = pipeline({}, () => {
    throw new RangeError('secret');
  });
  const { todo } = await plan(aRecord());
  expect(todo).toMatchObject({ reason: 'invalid', message: expect.stringContaining('RangeError') });
  expect(JSON.stringify(todo)).not.toContain('secret');
});

it('rejects a record whose route gives nothing, as one of JavaScript may', async () => {
  const { plan } = pipeline({}, () => undefined as never);
  const { todo } = await plan(aRecord());
  expect(todo).toMatchObject({ reason: 'invalid', message: expect.stringMatching(/gave no command$/) });
});

it('names the first broken rules, and how many more there are', async () => {
  const check = () =>
    Array.from({ length: 5_000 }, (_, index) => ({ field: `items.${index}`, rule: 'must be' }));
  const { plan } = pipeline({ check });
  const { todo } = await plan(aRecord());
  expect(todo).toMatchObject({
    reason: 'invalid',
    message: expect.stringMatching(/items\.9: .*and 4990 more$/),
  });
});
