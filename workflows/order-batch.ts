import { CancellationScope } from '@temporalio/workflow';
import { begin, receiveAnswers } from './batched-order.ts';
import type { BatchedOrderResult, OrderBatchInput } from './messages.ts';
import { publish } from './outcomes.ts';

/**
 * Orders of one batch that are started or worked on at once. More would only queue before the same services, and
 * each adds to what one workflow task of the batch has to say.
 */
const AT_ONCE = 50;

/**
 * A batch from its orders to the one outcome that tells what became of each, in the batch's order. An order that
 * waits for a person gives its place to the next one, or fifty of them would hold up the rest for a day.
 *
 * Temporal's own cancel does not reach the orders: each has its own event for that.
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
