import { Context, type Info } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';

/** What a step knows of the runs of its workflow. */
export interface RunOfStep {
  /** The workflow's first run. Default: not known, as in workflows of earlier versions. */
  readonly firstRunId?: string | undefined;
}

/** Details of a refused step. */
export interface Refused {
  /** No request for this step was sent before, so the refusal is true of the step, too. */
  readonly certain: boolean;
}

/**
 * Whether this is surely the first time that the step is attempted. Not if it is a retry, or the first attempt after an
 * operator reset the activity, which counts from 1 again but keeps the time of the first scheduling. Not in a run that
 * is not the workflow's first: the workflow may have been reset to before the step.
 */
function isFirstAttempt(info: Info, { firstRunId }: RunOfStep): boolean {
  const { attempt, scheduledTimestampMs, currentAttemptScheduledTimestampMs, workflowExecution } = info;
  return (
    attempt === 1 &&
    currentAttemptScheduledTimestampMs === scheduledTimestampMs &&
    firstRunId !== undefined &&
    workflowExecution?.runId === firstRunId
  );
}

/** Attempts a step. A refusal says whether it is certain; any other error stays as it is. */
export async function attempted<T>(run: RunOfStep, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || !error.nonRetryable) throw error;
    const details: Refused[] = [{ certain: isFirstAttempt(Context.current().info, run) }];
    const { message, type } = error;
    throw ApplicationFailure.create({ message, ...(type && { type }), nonRetryable: true, details });
  }
}
