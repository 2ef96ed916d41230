import { startBridge } from '../../consumers/bridge/bridge.ts';
import { CircuitBreaker } from '../../consumers/bridge/circuit-breaker.ts';
import { Concurrency } from '../../consumers/bridge/concurrency.ts';
import { createDispatch, temporalBreaker } from '../../consumers/bridge/dispatch.ts';
import type { Route } from '../../consumers/bridge/route.ts';
import { isOverload } from '../../consumers/bridge/temporal-answers.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { connectRegistry, RegistryError } from '../../schemas/bridge/registry.ts';
import { connectKafka, inspectCluster } from '../kafka/client.ts';
import { readerOf } from '../app/app.ts';
import { groupIdOf } from '../app/group-id.ts';
import { warnOfHorizon } from './horizon.ts';
import { createRecordProducer } from '../kafka/producer.ts';
import { deadLettersTo } from '../kafka/write-dead-letter.ts';
import { createObserver } from '../observe/observer.ts';
import { progressLog } from '../observe/progress-log.ts';
import { doneBy } from '../done-by.ts';
import type { Running, StartOptions } from './running.ts';
import { consumerProblems, topicsOfConsumers } from './start-problems.ts';
import { connectTemporal } from '../temporal/client.ts';
import { stopForProblems } from '../user-error.ts';

/**
 * Reads Kafka and calls Temporal. Resolves once it has joined the group; throws a `UserError` for what an operator has
 * to correct.
 */
export async function startConsumers(options: StartOptions): Promise<Running> {
  const { config, log, observer = createObserver(), onCrash } = options;
  const { routes } = options.app;
  observer.routes(routes);
  const groupId = groupIdOf(options.app, config);
  const progress = observer.progress(progressLog(log));
  const kafka = connectKafka(config.kafka, log);
  const schemaRegistry = new CircuitBreaker({
    name: 'the schema registry',
    isOutage: (error) => error instanceof RegistryError,
    onChange: progress.onBreaker,
  });
  const registry = connectRegistry({ ...config.registry, ask: (question) => schemaRegistry.call(question) });
  const needed = topicsOfConsumers(options.app);
  const found = await inspectCluster(kafka, config.kafka, needed);
  stopForProblems(await consumerProblems({ app: options.app, config, registry, found, kafka, log }));

  const topics = topicsOf(routes);
  const client = await connectTemporal(config.temporal);
  await warnOfHorizon(kafka, [...topics.keys()], client, log);
  const producer = createRecordProducer(kafka);
  const temporal = temporalBreaker({ onChange: progress.onBreaker });
  const breakers = [temporal, schemaRegistry];
  const concurrency = new Concurrency({ isOverload });
  const source = observer.consumers({
    kafka,
    groupId,
    source: kafka.source({ ...config.kafka, groupId, topics, log, onCrash }),
    breakers,
    concurrency,
    producer,
  });

  const letGo = async () => {
    await Promise.allSettled([producer.close(), client.connection.close()]);
  };
  try {
    await startBridge({
      routes,
      source,
      codec: createCodec(
        registry,
        routes.map(({ type }) => type),
      ),
      dispatch: createDispatch({ client: client.workflow, temporal, concurrency, onRetry: progress.onRetry }),
      writeDeadLetter: deadLettersTo(producer, progress.onUnwritten),
      cluster: found.clusterId,
      reader: readerOf(options.app),
      onSettled: progress.onSettled,
      onHeldUp: progress.onHeldUp,
    });
  } catch (error) {
    await source.stop(0);
    await doneBy(Date.now() + 1_000, letGo());
    throw error;
  }

  return {
    async stop(deadline) {
      const stopped = await source.stop(deadline - Date.now());
      await doneBy(deadline, letGo());
      return stopped;
    },
  };
}

/** The policies of each topic; routes that share one agree on them. */
const topicsOf = (routes: readonly Route[]) => new Map(routes.map((route) => [route.topic, route]));
