import { ApplicationFailure } from '@temporalio/common';

/**
 * Why a service will not do what it was asked to, whenever it is asked. Frozen: workflows decide by these types, and
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

/** Temporal does not try again. The message names service, operation and status, and nothing of the content. */
export const refused = (type: RefusalType, message: string): ApplicationFailure =>
  ApplicationFailure.create({ type, message, nonRetryable: true });

/** The service may do it later, and may even have done it: Temporal tries again with the same key. */
export const unavailable = (message: string, cause?: Error): ApplicationFailure =>
  ApplicationFailure.create({ type: 'ServiceUnavailableError', message, cause });
