import { ApplicationFailure } from '@temporalio/common';

/**
 * Why a service refuses a request, even with a retry. Frozen: workflows decide by these types, and
 * outcomes give them as the reason.
 */
export type RefusalType =
  | 'OutOfStockError'
  | 'InvalidPaymentError'
  | 'UndeliverableError'
  | 'CompensationRefusedError'
  | 'AlreadyUndoneError'
  | 'MailRefusedError'
  | 'InvalidAmountError'
  | 'BadRequestError';

/** Temporal does not retry it. The message names service, operation and status, never the content. */
export const refused = (type: RefusalType, message: string): ApplicationFailure =>
  ApplicationFailure.create({ type, message, nonRetryable: true });

/** An undo found nothing, and the service promises nothing: the step may still come. Temporal asks again. */
export const nothingToUndo = (message: string, asked: number): ApplicationFailure =>
  ApplicationFailure.create({ type: 'NothingToUndoError', message, details: [{ asked }] });

/** The service may do it later, or may already have done it: Temporal retries with the same key. */
export const unavailable = (message: string, cause?: Error): ApplicationFailure =>
  ApplicationFailure.create({ type: 'ServiceUnavailableError', message, cause });
