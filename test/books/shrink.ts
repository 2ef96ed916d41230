/** Interceptor of the workflows: the waits between the attempts of activities shrink, and their time-outs if `timeouts`. */
import type { WorkflowInterceptors } from '@temporalio/workflow';
import ms, { type StringValue } from 'ms';
import { shrunk } from './pace.ts';

function less(time: StringValue | number | undefined): number | undefined {
  return time === undefined ? undefined : shrunk(typeof time === 'number' ? time : ms(time));
}

export const shrinking = ({ timeouts }: { readonly timeouts: boolean }): WorkflowInterceptors => ({
  outbound: [
    {
      scheduleActivity(input, next) {
        const { startToCloseTimeout, retry } = input.options;
        const options = {
          ...input.options,
          startToCloseTimeout: timeouts ? less(startToCloseTimeout) : startToCloseTimeout,
          retry: {
            ...retry,
            initialInterval: less(retry?.initialInterval),
            maximumInterval: less(retry?.maximumInterval),
          },
        };
        return next({ ...input, options });
      },
    },
  ],
});
