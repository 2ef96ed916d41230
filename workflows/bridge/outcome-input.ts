import { workflowInfo } from '@temporalio/workflow';
import type { OutcomeInput } from '../../activities/bridge/publish-outcome.ts';
import { outcomeFault, UnknownOutcomeError } from './outcome-check.ts';
import { failTask } from './task-fault.ts';

/**
 * The input of the activity `publishOutcome`, after the check that the app lists the outcome and that its schema
 * accepts the value. Does not await if both hold: an await would change the order of commands, on which open workflows
 * rely.
 *
 * @param at milliseconds since 1970, by the workflow's clock
 */
export function outcomeInput(
  name: string,
  value: object,
  occurrence: string,
  at: number,
): OutcomeInput | Promise<never> {
  const fault = outcomeFault(name, value);
  if (fault instanceof UnknownOutcomeError) return failTask(fault);
  if (fault) throw fault;
  return {
    name,
    value,
    occurrence,
    firstRunId: workflowInfo().firstExecutionRunId,
    time: new Date(at).toISOString(),
  };
}
