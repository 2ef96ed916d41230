import { describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { callFor, idempotencyKey } from '../../activities/step-call.ts';

describe('the idempotency key of a step', () => {
  it.each([
    ['order-42', 'payment', 'order-42/payment'],
    ['order-42', 'payment-undo', 'order-42/payment-undo'],
    ['order-42/payment', 'inventory', 'order-42%2Fpayment/inventory'],
    ['order-ü\r\n', 'shipment', 'order-%C3%BC%0D%0A/shipment'],
    ['order-\ud800', 'confirmation', 'order-%EF%BF%BD/confirmation'],
  ] as const)('is frozen: %j, %s', (workflowId, step, key) => {
    expect(idempotencyKey(workflowId, step)).toBe(key);
  });

  it('is the same for every run and attempt', async () => {
    const keys = await Promise.all(
      [1, 2].map((attempt) => {
        const workflowExecution = { workflowId: 'order-42', runId: `run-${attempt}` };
        return new MockActivityEnvironment({ workflowExecution, attempt }).run(
          async () => callFor('payment').idempotencyKey,
        );
      }),
    );
    expect(keys).toEqual(['order-42/payment', 'order-42/payment']);
  });
});
