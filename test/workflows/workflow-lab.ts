import type { WorkflowHandle } from '@temporalio/client';
import type { OutcomeInput } from '../../activities/bridge/publish-outcome.ts';
import type { Start } from '../../consumers/bridge/command.ts';
import { startTimeSkipping, workerOn } from './time-skipping.ts';

export interface Acting {
  readonly run: WorkflowHandle;
  /** By the server's clock, which skips. */
  sleep(ms: number): Promise<void>;
}

/** Any workflow of this application, on a server that skips time, with activities that the test hands in. */
export async function startWorkflowLab() {
  const env = await startTimeSkipping();
  let plays = 0;

  return {
    close: () => env.teardown(),
    /** Milliseconds since 1970, by the server's clock. */
    now: () => env.currentTimeMs(),

    /** Does what a route would, acts, and gives the workflow's end. Rejects where the workflow fails. */
    async play<Result>(
      { workflowType, workflowId, args }: Start,
      activities: object,
      act: (acting: Acting) => Promise<unknown> = async () => undefined,
    ) {
      plays += 1;
      const taskQueue = `lab-${plays}`;
      const outcomes: [string, object][] = [];
      const publishOutcome = async ({ name, value }: OutcomeInput) => void outcomes.push([name, value]);
      const worker = await workerOn(env, taskQueue, { ...activities, publishOutcome });
      const options = { workflowId, taskQueue, args: [...args] };
      const { run, result } = await worker.runUntil(async () => {
        const run = await env.client.workflow.start(workflowType, options);
        await act({ run, sleep: (ms) => env.sleep(ms) });
        return { run, result: (await run.result()) as Result };
      });
      const { startTime, closeTime } = await run.describe();
      // What the clock says now is later: this server skips to the workflow's limit of 10 years, too.
      return { run, result, outcomes, elapsedMs: Number(closeTime) - Number(startTime) };
    },
  };
}

export type WorkflowLab = Awaited<ReturnType<typeof startWorkflowLab>>;
