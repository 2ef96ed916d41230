import { OrderApproved, OrderCancellationRequested, OrderPlaced } from '../schemas/generated/orders.ts';
import {
  approve,
  cancel,
  orderWorkflowId,
  placed,
  TASK_QUEUES,
  UNDO_WITHIN_MS,
} from '../workflows/messages.ts';
import { order } from '../workflows/order.ts';
import { signalWithStart } from './bridge/command.ts';
import { checkApproved, checkCancellation, checkPlaced } from './order-rules.ts';
import { route, type Route } from './bridge/route.ts';

export interface OrderRouteOptions {
  /** How long an approval or cancellation that came first waits for its order, in milliseconds. Default 7 days. */
  readonly placedWithinMs?: number;
  /** How long an order waits for its approval, in milliseconds; may depend on the order. Default 24 hours. */
  readonly approvalWithinMs?: number | ((order: OrderPlaced) => number);
  /** How long services are asked again to undo a step, in milliseconds. Default 7 days. */
  readonly undoWithinMs?: number;
  /** E-mail address to remind at half the approval wait. Default: none. */
  readonly approver?: string | undefined;
}

export const DAY_MS = 24 * 60 * 60 * 1_000;

interface OrderOptions {
  readonly placedWithinMs: number;
  readonly approvalWithinMs: (order?: OrderPlaced) => number;
  readonly undoWithinMs: number;
  readonly approver: string | undefined;
}

/** If the order itself is not known yet, an approval wait that depends on it is the default. */
export function resolveOrderOptions(options: OrderRouteOptions): OrderOptions {
  const { placedWithinMs = 7 * DAY_MS, approvalWithinMs: within = DAY_MS, approver } = options;
  const { undoWithinMs = UNDO_WITHIN_MS } = options;
  return {
    placedWithinMs,
    approvalWithinMs: (order) => (typeof within === 'number' ? within : order ? within(order) : DAY_MS),
    undoWithinMs,
    approver,
  };
}

/**
 * Orders, approvals and cancellations. Kafka keeps no order between topics, so the first event to arrive starts the
 * order's workflow, and the others are signals to it.
 */
export function orderRoutes(options: OrderRouteOptions = {}): Route[] {
  const { placedWithinMs, approvalWithinMs, undoWithinMs, approver } = resolveOrderOptions(options);

  const orderOf = (orderId: string, placedOrder?: OrderPlaced) => ({
    workflowId: orderWorkflowId(orderId),
    taskQueue: TASK_QUEUES.orders,
    workflowArgs: [
      {
        orderId,
        placedWithinMs,
        approvalWithinMs: approvalWithinMs(placedOrder),
        undoWithinMs,
        approver,
      },
    ] as Parameters<typeof order>,
  });

  return [
    route(
      'orders.placed',
      OrderPlaced,
      (event) => signalWithStart(order, placed, { ...orderOf(event.orderId, event), args: [event] }),
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
