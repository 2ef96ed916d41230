import { expect, it } from '@jest/globals';
import { outcomeHeaders, outcomeId } from '../../../activities/bridge/cloud-event.ts';

const origin = { workflowId: 'order-o-1', firstRunId: 'run-1', name: 'OrderConfirmed', occurrence: 'final' };
const event = {
  origin,
  namespace: 'default',
  type: 'orders.v1.OrderConfirmed',
  subject: 'o-1',
  time: '2026-01-01T00:00:00.000Z',
};

it('an outcome is a CloudEvent in binary mode (frozen format)', () => {
  expect(outcomeHeaders(event)).toEqual({
    ce_specversion: '1.0',
    ce_id: '41efc9c7-df2c-53cd-8d68-4f97871e31c6',
    ce_type: 'orders.v1.OrderConfirmed',
    ce_source: '/kafka-temporal-bridge/default',
    ce_subject: 'o-1',
    ce_time: '2026-01-01T00:00:00.000Z',
    'content-type': 'application/avro',
    traceparent: '00-dbac635994245c5db00fd2f039934a1c-41efc9c7df2c53cd-01',
  });
});

it.each([
  ['workflow', { workflowId: 'order-o-2' }],
  ['first run', { firstRunId: 'run-2' }],
  ['name', { name: 'OrderFailed' }],
  ['occurrence', { occurrence: 'refusal-1' }],
])('another %s makes another id', (_, change) => {
  expect(outcomeId({ ...origin, ...change })).not.toBe(outcomeId(origin));
});

it('an outcome continues the trace of the inbound event with its own span', () => {
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
  const { traceparent } = outcomeHeaders({ ...event, parent });
  expect(traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
  expect(traceparent).not.toContain('b7ad6b7169203331');
});
