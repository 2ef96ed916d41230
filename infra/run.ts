import { startConsumers } from './start-consumers.ts';
import { startWorker } from './start-worker.ts';
import type { Running, RunOptions } from './running.ts';

/** The consumers and the worker in one process. */
export async function startAll(options: RunOptions): Promise<Running> {
  const worker = await startWorker(options);
  const consumers = await startConsumers(options).catch(async (error: unknown) => {
    await worker.stop(Date.now() + STOP_WITHIN_MS);
    throw error;
  });
  return {
    async stop(deadline) {
      // Intake stops first: the worker may still have to finish what was let in.
      const forWorker = Math.min(STOP_WITHIN_MS, (deadline - Date.now()) / 2);
      const intake = await consumers.stop(deadline - forWorker);
      const work = await worker.stop(deadline);
      return { drained: intake.drained && work.drained };
    },
  };
}

/** What a worker gets of a drain at least, in milliseconds, unless that is more than half of it. */
const STOP_WITHIN_MS = 5_000;
