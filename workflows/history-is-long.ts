import { workflowInfo } from '@temporalio/workflow';

const MAX_EVENTS = 2_000;

/** Whether a workflow that may go on for ever should do so in a new run: a history has to be read again as a whole. */
export function historyIsLong(): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > MAX_EVENTS;
}
