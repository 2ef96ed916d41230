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

/** A call that gets no answer must not outlast its attempt. */
const CALL_WITHIN_MS = 10_000;

/** What a workflow cannot do to another one by itself. */
export function createSignallingActivities(temporal: Client) {
  return {
    /** Signals a workflow and starts it first where it does not run. Attempted again, it may signal twice. */
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
