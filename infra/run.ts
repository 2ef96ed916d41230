import { startBridge } from '../consumers/bridge.ts';
import { createDispatch } from '../consumers/dispatch.ts';
import { orderRoutes, type OrderRouteOptions } from '../consumers/orders.ts';
import { createCodec } from '../schemas/codec.ts';
import { deadLetterTopic } from '../schemas/contract.ts';
import { connectRegistry } from '../schemas/registry.ts';
import type { Config } from './config.ts';
import { connectKafka, inspectCluster } from './kafka/client.ts';
import { createRecordProducer } from './kafka/producer.ts';
import { kafkaSource } from './kafka/source.ts';
import { deadLettersTo } from './kafka/write-dead-letter.ts';
import type { Logger } from './logger.ts';
import { outcomesTo } from './publish-outcomes.ts';
import { registerSchemas } from './register-schemas.ts';
import { checkSearchAttributes } from './search-attributes.ts';
import { connectServices } from './services.ts';
import { progressLog } from './progress-log.ts';
import { connectTemporal } from './temporal.ts';
import { startTemporalWorker } from './worker.ts';

/** A part of the bridge that is up. */
export interface Running {
  /** Takes nothing new, finishes what is under way if that is possible in time, and lets go of every connection. */
  stop(): Promise<{ readonly drained: boolean }>;
}

export interface RunOptions {
  readonly config: Config;
  readonly log: Logger;
  /** Default: as the configuration says. */
  readonly orders?: OrderRouteOptions;
  /** Hears of an error that does not mend by itself: the process should end. */
  readonly onCrash: (cause: Error) => void;
}

/** Kafka in, Temporal out. Resolves once the group is joined; throws a `UserError` for what somebody has to mend. */
export async function startConsumers({
  config,
  log,
  orders = config.orders,
  onCrash,
}: RunOptions): Promise<Running> {
  const routes = orderRoutes(orders);
  const topics = [...new Set(routes.map(({ topic }) => topic))];
  const types = routes.map(({ type }) => type);

  const kafka = connectKafka(config.kafka, log);
  const cluster = await inspectCluster(kafka, config.kafka.brokers, [
    ...topics,
    ...topics.map(deadLetterTopic),
  ]);
  const registry = connectRegistry(config.registry);
  await registerSchemas(registry, topics);
  const temporal = await connectTemporal(config.temporal);
  const producer = createRecordProducer(kafka);
  const source = kafkaSource({ kafka, groupId: config.kafka.groupId, topics, log, onCrash });
  const progress = progressLog(log);

  await startBridge({
    routes,
    source,
    codec: createCodec(registry, types),
    dispatch: createDispatch({ client: temporal.workflow, onRetry: progress.onRetry }),
    writeDeadLetter: deadLettersTo(producer, log),
    cluster: cluster.clusterId,
    onSettled: progress.onSettled,
    onHeldUp: progress.onHeldUp,
  });

  return {
    async stop() {
      const stopped = await source.stop(config.drainWithinMs);
      await producer.close();
      await temporal.connection.close();
      return stopped;
    },
  };
}

/** Temporal's work, and outcomes back to Kafka. Resolves once it polls; throws as `startConsumers` does. */
export async function startWorker({ config, log, onCrash }: RunOptions): Promise<Running> {
  const kafka = connectKafka(config.kafka, log);
  await inspectCluster(kafka, config.kafka.brokers, OUTCOME_TOPICS);
  const registry = connectRegistry(config.registry);
  await registerSchemas(registry, OUTCOME_TOPICS);
  await checkSearchAttributes(config.temporal);
  const producer = createRecordProducer(kafka);
  const services = connectServices(config);
  const publisher = outcomesTo(producer, createCodec(registry, []));
  const worker = await startTemporalWorker({ temporal: config.temporal, log, services, publisher, onCrash });

  return {
    async stop() {
      await worker.stop();
      await producer.close();
      services.close();
      return { drained: true };
    },
  };
}

const OUTCOME_TOPICS = ['orders.outcomes'];

/** Both in one process. Intake stops first: the worker may still have to finish what was let in. */
export async function startAll(options: RunOptions): Promise<Running> {
  const worker = await startWorker(options);
  const consumers = await startConsumers(options).catch(async (error: unknown) => {
    await worker.stop();
    throw error;
  });
  return {
    async stop() {
      const stopped = await consumers.stop();
      await worker.stop();
      return stopped;
    },
  };
}
