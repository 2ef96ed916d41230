import { workflowInfo } from '@temporalio/workflow';

/** A decision of a workflow, with its time. */
export interface Decision {
  /** By the workflow's clock, in milliseconds since 1970. Outcomes of the decision carry this time. */
  readonly at: number;
  /**
   * Whether the workflow task that decided is in the history. Until then the decision may change: a retried task sees a
   * later clock, and signals that came in between.
   */
  isCommitted(): boolean;
}

export function decideNow(): Decision {
  const { historyLength } = workflowInfo();
  return { at: Date.now(), isCommitted: () => workflowInfo().historyLength > historyLength };
}
