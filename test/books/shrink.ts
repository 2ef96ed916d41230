/** Interceptor of the workflows: time-outs and waits between the attempts of activities shrink. */
import type { WorkflowInterceptors } from '@temporalio/workflow';
import ms, { type StringValue } from 'ms';
import { shrunk } from './pace.ts';

function less(time: StringValue | number | undefined): number | undefined {
  return time === undefined ? undefined : shrunk(typeof time === 'number' ? time : ms(time));
}

export const interceptors = (): WorkflowInterceptors => ({
  outbound: [
    {
      scheduleActivity(input, next) {
        const { startToCloseTimeout, retry } = input.options;
        const options = {
          ...input.options,
          startToCloseTimeout: less(startToCloseTimeout),
          retry: {
            ...retry,
            initialInterval: less(retry?.initialInterval),
            maximumInterval: less(retry?.maximumInterval),
          },
        };
        return next({ ...input, options: options as typeof input.options });
      },
    },
  ],
});
