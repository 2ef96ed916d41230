import { workflowInfo } from '@temporalio/workflow';

const MAX_EVENTS = 2_000;

/** Whether a long-lived workflow should continue as new: a replay reads the whole history. */
export function historyIsLong(): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > MAX_EVENTS;
}
