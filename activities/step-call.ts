import { Context } from '@temporalio/activity';
import type { Call } from './services.ts';

/** The steps of an order. Frozen: part of the idempotency keys. */
export type Step =
  | 'inventory'
  | 'inventory-undo'
  | 'payment'
  | 'payment-undo'
  | 'shipment'
  | 'shipment-undo'
  | 'confirmation'
  | 'approval-reminder'
  | 'reminder';

export type UndoStep = Extract<Step, `${string}-undo`>;

/**
 * Frozen: services detect a repeated call by it. It has the workflow id, not the run id: a new run of an order must not
 * charge again. Encoded, so that it fits into a header and no id can look like a step.
 */
export const idempotencyKey = (workflowId: string, step: Step, nth = 1): string =>
  `${encodeURIComponent(workflowId.toWellFormed())}/${step}${nth === 1 ? '' : `/${nth}`}`;

/**
 * Key and cancellation for the activity that runs now.
 *
 * @param nth the key's number, if the step asks anew after a definite answer; default 1
 */
export function callFor(step: Step, nth = 1): Call {
  const { info, cancellationSignal } = Context.current();
  if (!info.workflowExecution) throw new Error(`step ${step} runs only as an activity of a workflow`);
  return {
    idempotencyKey: idempotencyKey(info.workflowExecution.workflowId, step, nth),
    signal: cancellationSignal,
  };
}
