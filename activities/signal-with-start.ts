import type { Client } from '@temporalio/client';

export interface SignalWithStartInput {
  readonly workflowType: string;
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly args: readonly unknown[];
  readonly signal: string;
  readonly signalArgs: readonly unknown[];
}

export type SignallingActivities = ReturnType<typeof createSignallingActivities>;

/** A call without an answer must end before its attempt does. */
const CALL_WITHIN_MS = 10_000;

/** A workflow cannot call signalWithStart itself, so an activity does. */
export function createSignallingActivities(temporal: Client) {
  return {
    /** Signals a workflow, and starts it first if it does not run. A retry may signal twice. */
    async signalWithStart({ workflowType, args, signalArgs, ...input }: SignalWithStartInput): Promise<void> {
      await temporal.withDeadline(Date.now() + CALL_WITHIN_MS, () =>
        temporal.workflow.signalWithStart(workflowType, {
          ...input,
          args: [...args],
          signalArgs: [...signalArgs],
        }),
      );
    },
  };
}
