import type { ActivityOptions } from '@temporalio/workflow';

/** For steps that must succeed in the end, such as undoing and publishing: retried without limit. */
export const UNLIMITED = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
} satisfies ActivityOptions;
