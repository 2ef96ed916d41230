import { MAX_ID_BYTES, textProblem } from '../schemas/bridge/storable-text.ts';
import { OrderBatchPlaced, type OrderPlaced } from '../schemas/generated/orders.ts';
import {
  orderBatchWorkflowId,
  orderWorkflowId,
  TASK_QUEUES,
  type BatchedOrder,
} from '../workflows/messages.ts';
import { orderBatch } from '../workflows/order-batch.ts';
import { start } from './bridge/command.ts';
import { checkPlaced } from './order-rules.ts';
import { DAY_MS, resolveOrderOptions, type OrderRouteOptions } from './orders.ts';
import { route, type BrokenRule, type Route } from './bridge/route.ts';

/** Part of the contract. */
const MAX_ORDERS = 500;

/** Batches of orders. Each order gets the waits and the approver that it would get by itself. */
export function batchRoutes(options: OrderRouteOptions = {}): Route[] {
  const { placedWithinMs, approvalWithinMs, undoWithinMs, approver } = resolveOrderOptions(options);
  // An open order was opened without its `placed`. It may still wait for both events, for undos, and a day for the rest.
  const answerWithinMs = placedWithinMs + approvalWithinMs() + undoWithinMs + DAY_MS;

  const batched = (placed: OrderPlaced): BatchedOrder => {
    const [broken] = checkPlaced(placed);
    return broken
      ? { orderId: placed.orderId, refused: `invalid: ${broken.field}: ${broken.rule}` }
      : { placed, approvalWithinMs: approvalWithinMs(placed) };
  };

  return [
    route(
      'orders.batches',
      OrderBatchPlaced,
      ({ batchId, orders }) =>
        start(orderBatch, {
          workflowId: orderBatchWorkflowId(batchId),
          taskQueue: TASK_QUEUES.orders,
          args: [
            { batchId, orders: orders.map(batched), placedWithinMs, undoWithinMs, approver, answerWithinMs },
          ],
        }),
      { check: checkBatch },
    ),
  ];
}

/** Problems that reject the whole batch. If one order breaks a rule of orders, only that order is refused. */
function checkBatch({ batchId, orders }: OrderBatchPlaced): BrokenRule[] {
  if (batchId === '') return [{ field: 'batchId', rule: 'must not be empty' }];
  const unstorable = textProblem(batchId);
  if (unstorable !== undefined) return [{ field: 'batchId', rule: unstorable }];
  if (orders.length === 0) return [{ field: 'orders', rule: 'must hold at least one order' }];
  if (orders.length > MAX_ORDERS)
    return [{ field: 'orders', rule: `must not hold more than ${MAX_ORDERS} orders` }];
  const seen = new Set<string>();
  return orders.flatMap(({ orderId }, at) => {
    const rule = ruleAgainst(orderId, seen);
    seen.add(orderId);
    return rule === undefined ? [] : [{ field: `orders[${at}].orderId`, rule }];
  });
}

function ruleAgainst(orderId: string, seen: ReadonlySet<string>): string | undefined {
  if (seen.has(orderId)) return 'must not be that of an earlier order';
  // Temporal refuses such a child at every attempt, and the outcome of a batch must name each of its orders.
  if (Buffer.byteLength(orderWorkflowId(orderId)) > MAX_ID_BYTES) return 'is too long for a workflow id';
  return undefined;
}
