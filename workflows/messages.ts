/** What the outside world may say to an order and ask of it, and the names under which orders are found. */
import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { OrderApproved, OrderCancellationRequested, OrderPlaced } from '../schemas/generated/orders.ts';

export const placed = defineSignal<[OrderPlaced]>('placed');
export const approve = defineSignal<[OrderApproved]>('approve');
export const cancel = defineSignal<[OrderCancellationRequested]>('cancel');

export const ORDER_STATUSES = [
  'awaitingOrder',
  'awaitingApproval',
  'processing',
  'confirmed',
  'cancelled',
  'expired',
  'failed',
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

export interface OrderStatusView {
  readonly id: string;
  readonly status: OrderStatus;
  /** ISO 8601, by the workflow's clock. */
  readonly updatedAt: string;
}

/** Answers while the order is open and after it closed. */
export const getOrderStatus = defineQuery<OrderStatusView>('getOrderStatus');

export interface OrderInput {
  readonly orderId: string;
  /** How long to wait for the order itself where an approval or a cancellation came first, in milliseconds. */
  readonly placedWithinMs: number;
  /** How long an order that needs approval waits for it, in milliseconds. */
  readonly approvalWithinMs: number;
  /** E-mail address that is reminded at half the approval wait. Default: nobody. */
  readonly approver?: string | undefined;
}

export interface OrderResult {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly reason?: string | undefined;
}

export interface DailyReportInput {
  /** IANA name, such as `Europe/Lisbon`: decides which day a report is of. */
  readonly timeZone: string;
}

/** Frozen: ids of running workflows are made with it. */
export const orderWorkflowId = (orderId: string): string => `order-${orderId}`;

/** Frozen: open workflows and schedules wait on them. */
export const TASK_QUEUES = { orders: 'orders', imports: 'imports', reports: 'reports' } as const;
