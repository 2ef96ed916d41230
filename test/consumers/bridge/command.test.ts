import { describe, expect, it } from '@jest/globals';
import { TypedSearchAttributes } from '@temporalio/common';
import { ignore, signal, signalWithStart, start, type Command } from '../../../consumers/bridge/command.ts';
import { commandOf } from '../../../consumers/bridge/route-record.ts';
import { route, type RecordView } from '../../../consumers/bridge/route.ts';
import { OrderApproved } from '../../../schemas/generated/orders.ts';
import { aRecord } from './record.ts';

const approval = { orderId: 'o-1', approvedBy: 'kim', approvedAt: 1 };
const routed = (
  toCommand: (event: OrderApproved, record: RecordView) => Command,
  value = approval,
  key = 'o-1',
) =>
  commandOf(route('orders.approvals', OrderApproved, toCommand), aRecord({ key: Buffer.from(key) }), value);

describe('a command names a workflow, a signal and a task queue', () => {
  const target = { workflowId: 'w', taskQueue: 'q' };
  const none = { args: [] };

  it.each([
    ['workflowId', () => start('W', { ...target, ...none, workflowId: '' })],
    ['workflowId', () => signal('s', { ...none, workflowId: undefined as unknown as string })],
    ['workflowId', () => signal('s', { ...none, workflowId: 7 as unknown as string })],
    ['workflowType', () => start('', { ...target, ...none })],
    ['taskQueue', () => start('W', { ...target, ...none, taskQueue: '' })],
    ['signal', () => signalWithStart('W', '', { ...target, ...none, workflowArgs: [] })],
  ] as const)('without a %s it is invalid', (name, toCommand) => {
    expect(routed(toCommand)).toMatchObject({
      reason: 'invalid',
      message: `the route of orders.v1.OrderApproved gave a command without a ${name}`,
    });
  });
});

it('an event whose id is empty is invalid, even under an empty key', () => {
  const ignored = () => ({ kind: 'ignored', reason: 'test' }) as const;
  expect(routed(ignored, { ...approval, orderId: '' }, '')).toMatchObject({
    reason: 'invalid',
    message: 'orders.v1.OrderApproved breaks a rule: orderId: must not be empty',
  });
});

it('a route sees the record beside the value', () => {
  const { topic, partition, offset, timestamp, key, headers } = aRecord();
  expect(routed((_, record) => signal('seen', { workflowId: 'w', args: [record] }))).toMatchObject({
    args: [{ topic, partition, offset, timestamp, key, headers }],
  });
});

it('a start takes what Temporal takes of one', () => {
  const given = {
    memo: { source: 'kafka' },
    searchAttributes: new TypedSearchAttributes(),
    workflowExecutionTimeout: '30 days',
    workflowRunTimeout: '7 days',
    workflowTaskTimeout: 5_000,
    priority: { priorityKey: 1 },
  } as const;
  expect(routed(() => start('W', { workflowId: 'w', taskQueue: 'q', args: [], ...given }))).toMatchObject(
    given,
  );
});

it('what is ignored says why', () => {
  expect(ignore('test order')).toEqual({ kind: 'ignored', reason: 'test order' });
});
