/** The signals, queries, inputs and ids of the workflows. */
import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { OrderApproved, OrderCancellationRequested, OrderPlaced } from '../schemas/generated/orders.ts';
import type { ReminderCancellationRequested } from '../schemas/generated/reminders.ts';

/** A batch adds the workflow id that gets the result of the order. */
export const placed = defineSignal<[event: OrderPlaced, replyTo?: ReplyAddress]>('placed');
export const approve = defineSignal<[OrderApproved]>('approve');
export const cancel = defineSignal<[OrderCancellationRequested]>('cancel');
export const cancelReminder = defineSignal<[ReminderCancellationRequested]>('cancel-reminder');

/** Id of a workflow that takes `order-ended`. */
export type ReplyAddress = string;

/** An order's answer to the batch that gave a reply address with its `placed`. */
export const orderEnded = defineSignal<[BatchedOrderResult]>('order-ended');

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

/** A step that is being undone. */
export interface OpenUndo {
  /** `inventory`, `payment` or `shipment`. */
  readonly step: string;
  /** ISO 8601, by the workflow's clock. */
  readonly since: string;
  /** Why it has not ended, as heard after a minute, an hour, and then each day: the type of the last failure. */
  readonly why?: string;
}

export interface OrderStatusView {
  readonly id: string;
  readonly status: OrderStatus;
  /** ISO 8601, by the workflow's clock. */
  readonly updatedAt: string;
  /** What is being undone at the moment; left out if nothing is. */
  readonly undoing?: readonly OpenUndo[];
}

/** Answers while the order is open and after it closed. */
export const getOrderStatus = defineQuery<OrderStatusView>('getOrderStatus');

export interface OrderInput {
  readonly orderId: string;
  /** The order itself, if the caller has it. Default: it comes as a signal. */
  readonly placed?: OrderPlaced | undefined;
  /** How long to wait for the order itself if an approval or a cancellation came first, in milliseconds. */
  readonly placedWithinMs: number;
  /** How long an order that needs approval waits for it, in milliseconds. */
  readonly approvalWithinMs: number;
  /** How long services are asked again to undo a step, in milliseconds. Default 7 days. */
  readonly undoWithinMs?: number | undefined;
  /** E-mail address to remind at half the approval wait. Default: none. */
  readonly approver?: string | undefined;
}

/** How long services are asked again to undo a step, by default. */
export const UNDO_WITHIN_MS = 7 * 24 * 60 * 60 * 1_000;

export interface OrderResult {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly reason?: string | undefined;
}

export interface OrderBatchInput {
  readonly batchId: string;
  /** The results have the same order. */
  readonly orders: readonly BatchedOrder[];
  /** As for a single order. */
  readonly placedWithinMs: number;
  readonly undoWithinMs?: number | undefined;
  readonly approver?: string | undefined;
  /** How long to wait for the result of an order that was open before its batch, in milliseconds. */
  readonly answerWithinMs: number;
}

/** An order to start, or one that breaks a rule and is only reported. */
export type BatchedOrder =
  | { readonly placed: OrderPlaced; readonly approvalWithinMs: number }
  | { readonly orderId: string; readonly refused: string };

/** `refused`: the order was not accepted. `unknown`: it was accepted, but its result never came. */
export interface BatchedOrderResult {
  readonly orderId: string;
  readonly status: OrderStatus | 'refused' | 'unknown';
  readonly reason?: string | undefined;
}

export interface DailyReportInput {
  /** IANA name, such as `Europe/Lisbon`: decides the day of a report. */
  readonly timeZone: string;
}

export interface ReminderResult {
  readonly reminderId: string;
  readonly status: 'sent' | 'cancelled';
}

/** Frozen: running workflows have such ids. */
export const orderWorkflowId = (orderId: string): string => `order-${orderId}`;
export const orderBatchWorkflowId = (batchId: string): string => `batch-${batchId}`;
export const greetingWorkflowId = (greetingId: string): string => `greeting-${greetingId}`;
export const reminderWorkflowId = (reminderId: string): string => `reminder-${reminderId}`;

/** Frozen: open workflows and schedules use them. */
export const TASK_QUEUES = { orders: 'orders', imports: 'imports', reports: 'reports' } as const;
