import { readFile } from 'node:fs/promises';
import { IllegalStateError } from '@temporalio/common';
import {
  makeTelemetryFilterString,
  type InjectedSinks,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerDeploymentOptions,
} from '@temporalio/worker';
import { traceActivities } from '../../activities/bridge/trace.ts';
import type { TopicTypes } from '../../schemas/bridge/topic-types.ts';
import type { Drop, GuardSinks } from '../../workflows/bridge/interceptors/drops.ts';
import type { Config } from '../settings/config.ts';
import type { Logger } from '../logger.ts';
import { temporalLogs } from './logs.ts';
import { doneBy } from '../done-by.ts';
import { unreachable } from './client.ts';
import { bundleWorkflows, hearingDrops, withOutcomes } from './workflow-bundle.ts';

export interface WorkerOptions {
  readonly temporal: Config['temporal'];
  readonly log: Logger;
  readonly taskQueues: readonly string[];
  /** Default: not versioned, a workflow goes on wherever somebody polls. */
  readonly version?: Config['workerVersion'];
  readonly workflowsPath: string;
  readonly workflowBundle?: string;
  /** What the workflows may publish, for them to check it. */
  readonly outcomes: TopicTypes;
  readonly activities: object;
  /** Hears of each signal that the guard drops because another record had its event's name first. Default: ignored. */
  readonly onDropped?: (drop: Drop) => void;
  readonly onCrash: (cause: Error) => void;
}

/** A worker for each task queue, with the guard, which applies each event once, and the trace of each event. */
export async function startTemporalWorker(options: WorkerOptions) {
  const { temporal, log, taskQueues, activities, version, onDropped = () => undefined, onCrash } = options;
  installRuntime(log);
  const connection = await NativeConnection.connect(temporal.connection).catch((error: unknown) => {
    throw unreachable(temporal.connection.address, error);
  });
  const workflowBundle = await bundleOf(options);
  const sinks: InjectedSinks<GuardSinks> = { ktbGuard: { dropped: { fn: (_, drop) => onDropped(drop) } } };
  const workers = await Promise.all(
    taskQueues.map((taskQueue) =>
      Worker.create({
        connection,
        namespace: temporal.namespace,
        taskQueue,
        workflowBundle,
        activities,
        ...(version && { workerDeploymentOptions: pinnedTo(version) }),
        sinks,
        interceptors: { activity: [traceActivities] },
        shutdownGraceTime: '10 seconds',
        // What dies in the middle goes on from its last heartbeat: by default 24 of 30 seconds would be done again.
        maxHeartbeatThrottleInterval: '1 second',
      }),
    ),
  );
  const over = Promise.all(workers.map((worker) => worker.run().catch(onCrash)));

  return {
    /** Lets activities under way finish within the grace time; those that don't are attempted again elsewhere. */
    async stop(deadline: number): Promise<{ readonly drained: boolean }> {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      const drained = await doneBy(deadline, over);
      // A connection that a worker still uses refuses to be closed.
      if (drained) await doneBy(deadline, connection.close());
      return { drained };
    },
  };
}

/**
 * A workflow ends on the version that it began on, so that its code may change as it likes; one that lives on from run
 * to run may say with `setWorkflowOptions` that it moves on. docs/changing-workflows.md tells how to roll one out.
 */
const pinnedTo = (version: NonNullable<Config['workerVersion']>): WorkerDeploymentOptions => ({
  useWorkerVersioning: true,
  version,
  defaultVersioningBehavior: 'PINNED',
});

async function bundleOf({ workflowBundle, workflowsPath, outcomes, log }: WorkerOptions) {
  const code =
    workflowBundle === undefined
      ? (await bundleWorkflows(workflowsPath, temporalLogs(log))).code
      : await readFile(workflowBundle, 'utf8');
  return { code: hearingDrops(withOutcomes(code, outcomes)) };
}

let installed = false;

/**
 * Once a process. Signals stay ours: a drain has an order, and one owner. The native core writes its logs to stdout
 * unless they are forwarded, and stdout is for results.
 */
function installRuntime(log: Logger): void {
  if (installed) return;
  try {
    Runtime.install({
      logger: temporalLogs(log),
      shutdownSignals: [],
      telemetryOptions: {
        logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
      },
    });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
    log.warn("Temporal's Runtime was made by somebody else in this process: its logs and signals are theirs");
  }
  installed = true;
}
