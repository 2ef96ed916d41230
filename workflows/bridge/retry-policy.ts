import type { ActivityOptions } from '@temporalio/workflow';

/** For what must happen in the end, such as undoing and publishing: as long as it takes. */
export const UNLIMITED = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
} satisfies ActivityOptions;
