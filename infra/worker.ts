import { join } from 'node:path';
import { makeTelemetryFilterString, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createOrderActivities } from '../activities/order-activities.ts';
import { createOutcomeActivities, type OutcomePublisher } from '../activities/publish-outcome.ts';
import type { OrderServices } from '../activities/services.ts';
import { traceActivities } from '../activities/trace.ts';
import { ORDERS_TASK_QUEUE } from '../workflows/messages.ts';
import type { Config } from './config.ts';
import { temporalLogs, type Logger } from './logger.ts';
import { doneBy } from './running.ts';
import { unreachable } from './temporal.ts';

const WORKFLOWS = join(import.meta.dirname, '..', 'workflows');

export interface WorkerOptions {
  readonly temporal: Config['temporal'];
  readonly log: Logger;
  readonly services: OrderServices;
  readonly publisher: OutcomePublisher;
  readonly onCrash: (cause: Error) => void;
}

/** Everything that a worker of this application runs is registered here, and only here. */
export async function startTemporalWorker({ temporal, log, services, publisher, onCrash }: WorkerOptions) {
  installRuntime(log);
  const connection = await NativeConnection.connect(temporal.connection).catch((error: unknown) => {
    throw unreachable(temporal.connection.address, error);
  });
  const worker = await Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue: ORDERS_TASK_QUEUE,
    workflowsPath: join(WORKFLOWS, 'index.ts'),
    activities: { ...createOrderActivities(services), ...createOutcomeActivities(publisher) },
    interceptors: {
      workflowModules: [
        join(WORKFLOWS, 'interceptors', 'once.ts'),
        join(WORKFLOWS, 'interceptors', 'trace.ts'),
      ],
      activity: [traceActivities],
    },
    shutdownGraceTime: '10 seconds',
  });
  const over = worker.run().catch(onCrash);

  return {
    /** Lets activities under way finish within the grace time; those that don't are attempted again elsewhere. */
    async stop(deadline: number): Promise<{ readonly drained: boolean }> {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      const drained = await doneBy(deadline, over);
      // A connection that a worker still uses refuses to be closed.
      if (drained) await doneBy(deadline, connection.close());
      return { drained };
    },
  };
}

let installed = false;

/**
 * Once a process. Signals stay ours: a drain has an order, and one owner. The native core writes its logs to stdout
 * unless they are forwarded, and stdout is for results.
 */
function installRuntime(log: Logger): void {
  if (installed) return;
  Runtime.install({
    logger: temporalLogs(log),
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
    },
  });
  installed = true;
}
