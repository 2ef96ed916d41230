import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { throwFault, watchFaults } from '../task-fault.ts';

/** Fails the workflow task if it publishes an outcome that the app does not list. */
export const interceptors: WorkflowInterceptorsFactory = () => {
  watchFaults();
  return {
    internals: [
      {
        concludeActivation(input, next) {
          throwFault();
          return next(input);
        },
      },
    ],
  };
};
