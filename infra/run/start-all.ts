import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { connectKafka, inspectCluster } from '../kafka/client.ts';
import { startConsumers } from './start-consumers.ts';
import { startWorker } from './start-worker.ts';
import type { Running, StartOptions } from './running.ts';
import { consumerProblems, topicsOfConsumers, topicsOfWorker, workerProblems } from './start-problems.ts';
import { stopForProblems } from '../user-error.ts';

/** The consumers and the worker in one process. */
export async function startAll(options: StartOptions): Promise<Running> {
  await stopForAnyProblem(options);
  const worker = await startWorker(options);
  const consumers = await startConsumers(options).catch(async (error: unknown) => {
    await worker.stop(Date.now() + STOP_WITHIN_MS);
    throw error;
  });
  return {
    async stop(deadline) {
      // The consumers stop first, because the worker may still have to finish what they started.
      const forWorker = Math.min(STOP_WITHIN_MS, (deadline - Date.now()) / 2);
      const intake = await consumers.stop(deadline - forWorker);
      const work = await worker.stop(deadline);
      return { drained: intake.drained && work.drained };
    },
  };
}

/** What a worker gets of a drain at least, in milliseconds, unless that is more than half of it. */
const STOP_WITHIN_MS = 5_000;

/** Each part checks for its own problems too; checked here first, so that all of them are reported at once. */
async function stopForAnyProblem({ app, config, log }: StartOptions): Promise<void> {
  const needed = [...topicsOfConsumers(app), ...topicsOfWorker(app)];
  const kafka = connectKafka(config.kafka, log);
  const found = await inspectCluster(kafka, config.kafka, needed);
  const asked = { app, config, found, registry: connectRegistry(config.registry), kafka, log };
  const problems = [...(await workerProblems(asked)), ...(await consumerProblems(asked))];
  stopForProblems([...new Set(problems)]);
}
