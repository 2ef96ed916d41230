import { Context } from '@temporalio/activity';
import type { Call } from './services.ts';

/** What a workflow asks of the services, one by one. Frozen: part of the idempotency keys. */
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

/**
 * Frozen: services know a repeated call by it. The workflow id and never the run id: a run that goes on in place of
 * another one must not charge again. Encoded, so that it fits into a header and nobody's id can look like a step.
 */
export const idempotencyKey = (workflowId: string, step: Step): string =>
  `${encodeURIComponent(workflowId.toWellFormed())}/${step}`;

/** Key and cancellation for the activity that runs now. */
export function callFor(step: Step): Call {
  const { info, cancellationSignal } = Context.current();
  if (!info.workflowExecution) throw new Error(`step ${step} runs only as an activity of a workflow`);
  return {
    idempotencyKey: idempotencyKey(info.workflowExecution.workflowId, step),
    signal: cancellationSignal,
  };
}
