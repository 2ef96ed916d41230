import type { SignalDefinition, Workflow } from '@temporalio/common';

/** What one record makes Temporal do. */
export type Command = Start | Signal | SignalWithStart | Ignore;

export interface Start {
  readonly kind: 'start';
  readonly workflowType: string;
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly args: readonly unknown[];
}

export interface Signal {
  readonly kind: 'signal';
  readonly workflowId: string;
  readonly signal: string;
  readonly args: readonly unknown[];
}

export interface SignalWithStart {
  readonly kind: 'signalWithStart';
  readonly workflowType: string;
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly workflowArgs: readonly unknown[];
  readonly signal: string;
  readonly args: readonly unknown[];
}

/** Nothing, on purpose. */
export interface Ignore {
  readonly kind: 'ignored';
  readonly reason: string;
}

/** Starts a workflow, which must not have been started by another event. */
export const start = <W extends Workflow>(
  workflow: W,
  options: { workflowId: string; taskQueue: string; args: Parameters<W> },
): Start => ({ kind: 'start', workflowType: workflow.name, ...options });

/** Signals a workflow that is expected to be there. */
export const signal = <Args extends unknown[]>(
  definition: SignalDefinition<Args>,
  options: { workflowId: string; args: Args },
): Signal => ({ kind: 'signal', signal: definition.name, ...options });

/** Signals a workflow and starts it first where it was never started: for events that may come in any order. */
export const signalWithStart = <W extends Workflow, Args extends unknown[]>(
  workflow: W,
  definition: SignalDefinition<Args>,
  options: { workflowId: string; taskQueue: string; workflowArgs: Parameters<W>; args: Args },
): SignalWithStart => ({
  kind: 'signalWithStart',
  workflowType: workflow.name,
  signal: definition.name,
  ...options,
});

/** Settles the record without any effect; the reason is counted and logged. */
export const ignore = (reason: string): Ignore => ({ kind: 'ignored', reason });
