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
import type { WaitSinks } from '../../workflows/bridge/interceptors/watch-waits.ts';
import type { ToldWait } from '../../workflows/bridge/interceptors/waits.ts';
import type { Config } from '../settings/config.ts';
import type { Logger } from '../logger.ts';
import { temporalLogs } from './logs.ts';
import { doneBy } from '../done-by.ts';
import { temporalUnreached } from './unreached.ts';
import { watchActivities, type AttemptedActivity } from './watch-activities.ts';
import { hearWaits } from './hear-waits.ts';
import { bundleWorkflows, hearing, withOutcomes } from './workflow-bundle.ts';

export interface WorkerOptions {
  readonly temporal: Config['temporal'];
  readonly log: Logger;
  readonly taskQueues: readonly string[];
  /** Default: not versioned, so any worker that polls may continue a workflow. */
  readonly version?: Config['workerVersion'];
  readonly workflowsPath: string;
  readonly workflowBundle?: string;
  /** The outcomes that workflows may publish; they check each outcome against its schema. */
  readonly outcomes: TopicTypes;
  readonly activities: object;
  /** Hears of each signal that the guard drops because another record had its event's name first. Default: ignored. */
  readonly onDropped?: (drop: Drop) => void;
  /** Hears of each attempt at an activity. Default: ignored. */
  readonly onAttempted?: (attempted: AttemptedActivity) => void;
  /** Hears of each signal that no handler takes, and of workflows that handlers keep open. Default: ignored. */
  readonly onWait?: (told: ToldWait) => void;
  readonly onCrash: (cause: Error) => void;
}

/** A worker for each task queue, with the interceptors that apply each event once and pass on its trace. */
export async function startTemporalWorker(options: WorkerOptions) {
  const { temporal, log, taskQueues, activities, version, onCrash } = options;
  const { onDropped = () => undefined, onAttempted = () => undefined, onWait = () => undefined } = options;
  installRuntime(log);
  const connection = await NativeConnection.connect(temporal.connection).catch(async (error: unknown) => {
    throw await temporalUnreached(temporal.connection, error);
  });
  const workflowBundle = await bundleOf(options);
  const waits = hearWaits(onWait);
  const sinks: InjectedSinks<GuardSinks & WaitSinks> = {
    ktbGuard: { dropped: { fn: (_, drop) => onDropped(drop) } },
    ...waits.sinks,
  };
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
        interceptors: { activity: [traceActivities, watchActivities(onAttempted)] },
        shutdownGraceTime: '10 seconds',
        // After a crash, an activity repeats the work since its last heartbeat. By default the SDK may hold a heartbeat
        // back for 24 s of a timeout of 30 s.
        maxHeartbeatThrottleInterval: '1 second',
      }),
    ),
  );
  const over = Promise.all(workers.map((worker) => worker.run().catch(onCrash)));

  return {
    /** Lets running activities finish within the grace time; another worker attempts the others again. */
    async stop(deadline: number): Promise<{ readonly drained: boolean }> {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      const drained = await doneBy(deadline, over);
      waits.close();
      // A connection cannot be closed while a worker uses it.
      if (drained) await doneBy(deadline, connection.close());
      return { drained };
    },
  };
}

/**
 * A workflow ends on the version on which it began, so a new version may change its code freely. A workflow that
 * continues as new may move to the new version with `setWorkflowOptions`. See docs/changing-workflows.md.
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
  return { code: hearing(withOutcomes(code, outcomes)) };
}

let installed = false;

/**
 * Once per process. The runtime must not handle signals, because the bridge drains its parts in order. Logs of the
 * native core are forwarded, because it would write them to stdout, which is for results.
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
    log.warn(
      "other code in this process installed Temporal's Runtime first: its logging and signal handling apply",
    );
  }
  installed = true;
}
