import type { Client } from '@temporalio/client';
import type { OrderPlaced } from '../../schemas/generated/orders.ts';
import { approve, orderWorkflowId, placed, TASK_QUEUES, type OrderInput } from '../../workflows/messages.ts';
import { anOrder } from '../orders.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** An order that was placed without Kafka, in the client's namespace. */
export async function placeOrder(client: Client, orderId: string, about: Partial<OrderPlaced> = {}) {
  const input: OrderInput = { orderId, placedWithinMs: DAY_MS, approvalWithinMs: DAY_MS };
  const handle = await client.workflow.signalWithStart('order', {
    workflowId: orderWorkflowId(orderId),
    taskQueue: TASK_QUEUES.orders,
    args: [input],
    signal: placed,
    signalArgs: [anOrder({ orderId, ...about })],
  });
  return {
    handle,
    approve: () => handle.signal(approve, { orderId, approvedBy: 'kim', approvedAt: 1 }),
  };
}
