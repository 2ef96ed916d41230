/** What the outside world may say to workflows and ask of them, and the names under which they are found. */
import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { OrderApproved, OrderCancellationRequested, OrderPlaced } from '../schemas/generated/orders.ts';
import type { ReminderCancellationRequested } from '../schemas/generated/reminders.ts';

export const placed = defineSignal<[OrderPlaced]>('placed');
export const approve = defineSignal<[OrderApproved]>('approve');
export const cancel = defineSignal<[OrderCancellationRequested]>('cancel');
export const cancelReminder = defineSignal<[ReminderCancellationRequested]>('cancel-reminder');

export type OrderStatus =
  'awaitingOrder' | 'awaitingApproval' | 'processing' | 'confirmed' | 'cancelled' | 'expired' | 'failed';

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

export interface ReminderResult {
  readonly reminderId: string;
  readonly status: 'sent' | 'cancelled';
}

/** Frozen: ids of running workflows are made with it. */
export const orderWorkflowId = (orderId: string): string => `order-${orderId}`;
export const greetingWorkflowId = (greetingId: string): string => `greeting-${greetingId}`;
export const reminderWorkflowId = (reminderId: string): string => `reminder-${reminderId}`;

/** Frozen: open workflows and schedules wait on them. */
export const TASK_QUEUES = { orders: 'orders', imports: 'imports', reports: 'reports' } as const;
