import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { throwFault, watchFaults } from '../task-fault.ts';

/** Fails the workflow task in which an outcome was published that the app does not list. */
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
