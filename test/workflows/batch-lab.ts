import type { OutcomeInput } from '../../activities/bridge/publish-outcome.ts';
import type { OrderBatchCompleted, OrderPlaced } from '../../schemas/generated/orders.ts';
import * as messages from '../../workflows/messages.ts';
import { eventually } from '../eventually.ts';
import { anOrder } from '../orders.ts';
import { HOUR, PLAIN, startTimeSkipping, workerOn, type Activity } from './time-skipping.ts';

const TASK_QUEUE = 'batch-lab';

/** Batches on a server that skips time. All orders have ids of their own: `play` takes those for one batch. */
export async function startBatchLab() {
  const env = await startTimeSkipping();
  const { workflow } = env.client;
  let batches = 0;
  const waits = { placedWithinMs: 7 * 24 * HOUR, approvalWithinMs: 24 * HOUR };

  const open = (orderId: string, signal: string, event: object) =>
    workflow.signalWithStart('order', {
      workflowId: messages.orderWorkflowId(orderId),
      taskQueue: TASK_QUEUE,
      args: [{ orderId, ...waits }],
      signal,
      signalArgs: [event],
    });

  return {
    close: () => env.teardown(),

    /** Opens an order by an approval that comes first. */
    approveFirst: (orderId: string) =>
      open(orderId, messages.approve.name, { orderId, approvedBy: 'kim', approvedAt: 1 }),
    /** Opens an order by itself. */
    placeFirst: (order: OrderPlaced) => open(order.orderId, messages.placed.name, order),

    handleOf: (orderId: string) => workflow.getHandle(messages.orderWorkflowId(orderId)),

    /**
     * How many signals an order has heard. The time-skipping server never skips again where a workflow is terminated in
     * the middle of a task.
     */
    async heardBy(orderId: string): Promise<number> {
      const { events } = await workflow.getHandle(messages.orderWorkflowId(orderId)).fetchHistory();
      const last = (events ?? []).findLastIndex((event) => event.workflowTaskCompletedEventAttributes);
      return (events ?? []).slice(0, last).filter((event) => event.workflowExecutionSignaledEventAttributes)
        .length;
    },

    /** Plays one batch to its end, and gives its outcome's results. `meanwhile` runs once it was started. */
    async play(
      orders: readonly (OrderPlaced | messages.BatchedOrder)[],
      {
        activities = {},
        meanwhile = async () => undefined,
      }: { activities?: Record<string, Activity>; meanwhile?: () => Promise<unknown> } = {},
    ) {
      const completed: OrderBatchCompleted[] = [];
      const publishOutcome = async ({ name, value }: OutcomeInput) => {
        if (name === 'OrderBatchCompleted') completed.push(value as OrderBatchCompleted);
      };
      const worker = await workerOn(env, TASK_QUEUE, { ...PLAIN, ...activities, publishOutcome });
      const batchId = `b-${(batches += 1)}`;
      const input: messages.OrderBatchInput = {
        batchId,
        orders: orders.map((order) =>
          'orderId' in order && 'items' in order
            ? { placed: order, approvalWithinMs: waits.approvalWithinMs }
            : order,
        ),
        placedWithinMs: waits.placedWithinMs,
        answerWithinMs: 9 * 24 * HOUR,
      };
      return worker.runUntil(async () => {
        const batch = await workflow.start('orderBatch', {
          workflowId: messages.orderBatchWorkflowId(batchId),
          taskQueue: TASK_QUEUE,
          args: [input],
        });
        await meanwhile();
        await batch.result();
        const [only] = completed;
        if (completed.length !== 1 || only?.batchId !== batchId) throw new Error('not one outcome');
        return only.results.map(({ status, reason }) => (reason === null ? status : `${status}: ${reason}`));
      });
    },

    /** Waits until an order has got so far. */
    isAt: async (orderId: string, status: messages.OrderStatus) => {
      const handle = workflow.getHandle(messages.orderWorkflowId(orderId));
      await eventually(async () => (await handle.query(messages.getOrderStatus)).status === status);
    },
  };
}

export type BatchLab = Awaited<ReturnType<typeof startBatchLab>>;

/** Orders with ids that no other test has. */
export const ordersNamed = (name: string, count: number, about: Partial<OrderPlaced> = {}): OrderPlaced[] =>
  Array.from({ length: count }, (_, at) =>
    anOrder({ orderId: `${name}-${at}`, requiresApproval: false, ...about }),
  );
