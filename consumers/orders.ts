import { OrderApproved, OrderCancellationRequested, OrderPlaced } from '../schemas/generated/orders.ts';
import { approve, cancel, orderWorkflowId, placed, TASK_QUEUES } from '../workflows/messages.ts';
import { order } from '../workflows/order.ts';
import { signalWithStart } from './command.ts';
import { checkApproved, checkCancellation, checkPlaced } from './order-rules.ts';
import { route, type Route } from './route.ts';

export interface OrderRouteOptions {
  /** How long an approval or cancellation that came first waits for its order, in milliseconds. Default 7 days. */
  readonly placedWithinMs?: number;
  /** How long an order waits for its approval, in milliseconds; may depend on the order. Default 24 hours. */
  readonly approvalWithinMs?: number | ((order: OrderPlaced) => number);
  /** Reminded by e-mail at half the approval wait. Default: nobody. */
  readonly approver?: string | undefined;
}

const DAY = 24 * 60 * 60 * 1_000;

/**
 * Orders, approvals and cancellations. No order holds between topics, so whichever event comes first starts the
 * order's workflow, and the others are signals to it.
 */
export function orderRoutes(options: OrderRouteOptions = {}): Route[] {
  const { placedWithinMs = 7 * DAY, approvalWithinMs = DAY, approver } = options;

  const orderOf = (
    orderId: string,
    approvalWithin = typeof approvalWithinMs === 'number' ? approvalWithinMs : DAY,
  ) => ({
    workflowId: orderWorkflowId(orderId),
    taskQueue: TASK_QUEUES.orders,
    workflowArgs: [{ orderId, placedWithinMs, approvalWithinMs: approvalWithin, approver }] as Parameters<
      typeof order
    >,
  });

  return [
    route(
      'orders.placed',
      OrderPlaced,
      (event) => {
        const within = typeof approvalWithinMs === 'function' ? approvalWithinMs(event) : approvalWithinMs;
        return signalWithStart(order, placed, { ...orderOf(event.orderId, within), args: [event] });
      },
      { check: checkPlaced },
    ),
    route(
      'orders.approvals',
      OrderApproved,
      (event) => signalWithStart(order, approve, { ...orderOf(event.orderId), args: [event] }),
      { check: checkApproved },
    ),
    route(
      'orders.cancellations',
      OrderCancellationRequested,
      (event) => signalWithStart(order, cancel, { ...orderOf(event.orderId), args: [event] }),
      { check: checkCancellation },
    ),
  ];
}
