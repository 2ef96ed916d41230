import type { ActivityOptions } from '@temporalio/workflow';

export { UNLIMITED } from './bridge/retry-policy.ts';

/** Each policy decides how long a failing step is retried. */

/** For forward steps: few retries, because a customer waits. A refusal is not retried. */
export const STANDARD = {
  startToCloseTimeout: '30 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '10 seconds',
    maximumAttempts: 3,
    nonRetryableErrorTypes: ['InvalidPaymentError'],
  },
} satisfies ActivityOptions;

/**
 * For steps that must not run twice, because the receiver cannot detect a repetition and a second time would be worse
 * than none. Never retried: neither after a failure nor after a worker died during the attempt.
 */
export const NONE = {
  startToCloseTimeout: '30 seconds',
  retry: { maximumAttempts: 1 },
} satisfies ActivityOptions;
