import { CancellationScope } from '@temporalio/workflow';
import { begin, receiveAnswers } from './batched-order.ts';
import type { BatchedOrderResult, OrderBatchInput } from './messages.ts';
import { publish } from './outcomes.ts';

/**
 * How many orders of one batch run at once. More would only queue for the same services, and each makes a workflow
 * task of the batch larger.
 */
const AT_ONCE = 50;

/**
 * Runs the orders of a batch and publishes one outcome with the result of each, in the batch's order. An order that
 * waits for a person frees its place for the next one; otherwise fifty such orders could block the rest for a day.
 *
 * Temporal's cancel does not reach the orders: each has its own event for that.
 */
export async function orderBatch(input: OrderBatchInput): Promise<void> {
  const { batchId, orders } = input;
  const answers = receiveAnswers();
  const results: Promise<BatchedOrderResult>[] = [];
  const remaining = orders.entries();

  await CancellationScope.nonCancellable(async () => {
    await Promise.all(Array.from({ length: AT_ONCE }, workThroughRemaining));
    const ended = await Promise.all(results);
    await publish('OrderBatchCompleted', {
      batchId,
      results: ended.map(({ orderId, status, reason = null }) => ({ orderId, status, reason })),
    });
  });

  async function workThroughRemaining(): Promise<void> {
    for (const [at, order] of remaining) {
      const { end, mayWait } = await begin(order, input, answers);
      results[at] = end;
      if (!mayWait) await end;
    }
  }
}
