import { AsyncLocalStorage } from 'node:async_hooks';
import { defaultPayloadConverter } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';

const traceparents = new AsyncLocalStorage<string | undefined>();

/** The W3C trace context that came with the event that started this activity's workflow. */
export const currentTraceparent = (): string | undefined => traceparents.getStore();

/** Worker interceptor: passes the workflow's trace context to the activity. */
export const traceActivities = (): { inbound: ActivityInboundCallsInterceptor } => ({
  inbound: {
    execute(input, next) {
      const payload = input.headers['traceparent'];
      return traceparents.run(payload && defaultPayloadConverter.fromPayload<string>(payload), () =>
        next(input),
      );
    },
  },
});
