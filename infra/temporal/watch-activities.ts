import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** One attempt at an activity. */
export interface AttemptedActivity {
  readonly activityType: string;
  readonly workflowId: string;
  readonly attempt: number;
  /** When it was first scheduled, in milliseconds since 1970. */
  readonly scheduledAt: number;
  /** Type of the failure, if Temporal is going to attempt it again. Its message may quote data. */
  readonly failure: string | undefined;
}

/** Worker interceptor: tells of each attempt at an activity of a workflow. */
export const watchActivities =
  (onAttempted: (attempted: AttemptedActivity) => void): ActivityInterceptorsFactory =>
  ({ info }) => ({
    inbound: {
      async execute(input, next) {
        const { activityType, attempt, scheduledTimestampMs: scheduledAt, retryPolicy } = info;
        const workflowId = info.workflowExecution?.workflowId ?? '';
        const tell = (failure?: string) =>
          onAttempted({ activityType, workflowId, attempt, scheduledAt, failure });
        try {
          const result = await next(input);
          tell();
          return result;
        } catch (error) {
          const last = retryPolicy?.maximumAttempts;
          const isOver =
            error instanceof CancelledFailure ||
            (error instanceof ApplicationFailure && error.nonRetryable) ||
            (last !== undefined && last > 0 && attempt >= last);
          tell(isOver ? undefined : typeOf(error));
          throw error;
        }
      },
    },
  });

const typeOf = (error: unknown): string =>
  error instanceof ApplicationFailure && error.type
    ? error.type
    : error instanceof Error
      ? error.name
      : 'Error';
