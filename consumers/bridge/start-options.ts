import type { Duration, Priority, TypedSearchAttributes } from '@temporalio/common';

/**
 * What a start may say beside its id, task queue and arguments. Temporal's own names and meanings; a workflow that is
 * there already keeps what it was started with.
 */
export interface StartOptions {
  /** Kept with the workflow, not indexed. Values must be JSON. Default: none. */
  readonly memo?: Readonly<Record<string, unknown>>;
  /** Typed, so that a value of the wrong type is told by the compiler. Default: none. */
  readonly searchAttributes?: TypedSearchAttributes;
  /** Bounds the whole execution, over all of its runs: milliseconds or text such as `30 days`. Default: no bound. */
  readonly workflowExecutionTimeout?: Duration;
  /** Bounds one run. Default: `workflowExecutionTimeout`. */
  readonly workflowRunTimeout?: Duration;
  /** Bounds one workflow task. Default: 10 seconds. */
  readonly workflowTaskTimeout?: Duration;
  /** The order of its tasks among those that wait in the queue. Default: Temporal's, 3 of 5. */
  readonly priority?: Priority;
}

/** Only what was given, in the form that Temporal's client takes. */
export const startOptionsOf = ({
  memo,
  searchAttributes,
  workflowExecutionTimeout,
  workflowRunTimeout,
  workflowTaskTimeout,
  priority,
}: StartOptions) => ({
  ...(memo && { memo: { ...memo } }),
  ...(searchAttributes && { typedSearchAttributes: searchAttributes }),
  ...(workflowExecutionTimeout !== undefined && { workflowExecutionTimeout }),
  ...(workflowRunTimeout !== undefined && { workflowRunTimeout }),
  ...(workflowTaskTimeout !== undefined && { workflowTaskTimeout }),
  ...(priority && { priority }),
});
