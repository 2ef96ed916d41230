import { workflowInfo } from '@temporalio/workflow';
import type { OutcomeInput } from '../../activities/bridge/publish-outcome.ts';
import { outcomeFault, UnknownOutcomeError } from './outcome-check.ts';
import { failTask } from './task-fault.ts';

/**
 * What the activity `publishOutcome` is given, once it is known that the app lists the outcome and that its schema takes
 * the value. Awaits nothing if all is well: an await would change the order of commands, which open workflows rely on.
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
