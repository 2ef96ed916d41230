import { workflowInfo } from '@temporalio/workflow';
import type { OutcomeInput } from '../../activities/bridge/publish-outcome.ts';

/** What `publishOutcome` is given. @param at milliseconds since 1970, by the workflow's clock */
export const outcomeInput = (name: string, value: object, occurrence: string, at: number): OutcomeInput => ({
  name,
  value,
  occurrence,
  firstRunId: workflowInfo().firstExecutionRunId,
  time: new Date(at).toISOString(),
});
