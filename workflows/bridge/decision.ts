import { workflowInfo } from '@temporalio/workflow';

/** That a workflow decided something, and when. */
export interface Decision {
  /** By the workflow's clock, in milliseconds since 1970. What is told of the decision tells this time. */
  readonly at: number;
  /**
   * Whether the history holds the workflow task that decided. Until then the decision may be taken anew: a task that
   * is tried again sees a later clock, and signals that came in between.
   */
  isCommitted(): boolean;
}

export function decideNow(): Decision {
  const { historyLength } = workflowInfo();
  return { at: Date.now(), isCommitted: () => workflowInfo().historyLength > historyLength };
}
