import { createOutcomeActivities } from '../../activities/bridge/publish-outcome.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { connectKafka, inspectCluster } from '../kafka/client.ts';
import { createRecordProducer } from '../kafka/producer.ts';
import { createObserver } from '../observe/observer.ts';
import { outcomesTo } from '../kafka/publish-outcomes.ts';
import { putSchedules } from '../temporal/put-schedules.ts';
import { doneBy } from '../done-by.ts';
import type { Running, StartOptions } from './running.ts';
import { checkSearchAttributes } from '../temporal/search-attributes.ts';
import { topicsOfWorker, workerProblems } from './start-problems.ts';
import { connectTemporal } from '../temporal/client.ts';
import { stopForProblems, UserError } from '../user-error.ts';
import { startTemporalWorker } from '../temporal/worker.ts';

/**
 * Runs the workflows and activities, and publishes outcomes to Kafka. Resolves once it polls; throws a `UserError` for
 * what an operator has to correct.
 */
export async function startWorker(options: StartOptions): Promise<Running> {
  const { app, config, log, observer = createObserver(), onCrash } = options;
  if (!app.worker) throw new UserError(`the app ${app.name} has no worker: add one, or run its consumers`, 2);
  const appWorker = app.worker;
  observer.routes(app.routes);
  const kafka = connectKafka(config.kafka, log);
  const registry = connectRegistry(config.registry);
  const needed = topicsOfWorker(app);
  const found = await inspectCluster(kafka, config.kafka, needed);
  stopForProblems(await workerProblems({ app, config, registry, found }));
  await checkSearchAttributes(config.temporal, appWorker.searchAttributes ?? []);

  const producer = createRecordProducer(kafka);
  const temporal = await connectTemporal(config.temporal);
  const publisher = observer.publisher(outcomesTo(producer, createCodec(registry, [])), producer);
  const activities = {
    ...appWorker.activities?.({ publisher, temporal, metrics: observer.registry }),
    ...createOutcomeActivities(publisher, app.outcomes ?? {}),
  };
  await putSchedules(temporal, app.schedules ?? [], log);
  const worker = await startTemporalWorker({
    ...appWorker,
    activities,
    outcomes: app.outcomes ?? {},
    temporal: config.temporal,
    version: config.workerVersion,
    log,
    onDropped: observer.guardDrops(app.routes, log),
    onAttempted: observer.activities(log),
    onWait: observer.waits(app.routes, log),
    onCrash,
  });

  return {
    async stop(deadline) {
      const stopped = await worker.stop(deadline);
      appWorker.close?.();
      await doneBy(deadline, Promise.allSettled([producer.close(), temporal.connection.close()]));
      return stopped;
    },
  };
}
