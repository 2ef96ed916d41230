import type { ActivityOptions } from '@temporalio/workflow';

export { UNLIMITED } from './bridge/retry-policy.ts';

/** Each is a choice of how long to believe that a failing step may still succeed. */

/** For steps forward: a short hope, for somebody is waiting. What the service refused is not asked again. */
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
 * For what must not run twice, because whoever is asked cannot tell a repetition: a second time would be worse than
 * never. Not after a failure, and not after a worker that died in the middle, when nobody knows how far it came.
 */
export const NONE = {
  startToCloseTimeout: '30 seconds',
  retry: { maximumAttempts: 1 },
} satisfies ActivityOptions;
