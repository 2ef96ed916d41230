import { CONTRACT } from '../schemas/contract.ts';
import { createCodec } from '../schemas/codec.ts';
import { connectRegistry } from '../schemas/registry.ts';
import { connectKafka, inspectCluster, missingTopics } from './kafka/client.ts';
import { createRecordProducer } from './kafka/producer.ts';
import { createObserver } from './observe/observer.ts';
import { outcomesTo } from './publish-outcomes.ts';
import { registerSchemas } from './register-schemas.ts';
import { doneBy, type Running, type RunOptions } from './running.ts';
import { checkSearchAttributes } from './search-attributes.ts';
import { connectServices } from './services.ts';
import { stopForProblems } from './user-error.ts';
import { startTemporalWorker } from './worker.ts';

const OUTCOME_TOPICS = ['orders.outcomes'];

/** Temporal's work, and outcomes back to Kafka. Resolves once it polls; throws as `startConsumers` does. */
export async function startWorker(options: RunOptions): Promise<Running> {
  const { config, log, observer = createObserver(), onCrash } = options;
  const kafka = connectKafka(config.kafka, log);
  const registry = connectRegistry(config.registry);
  const { topics: present } = await inspectCluster(kafka, config.kafka.brokers);
  const outcomes = OUTCOME_TOPICS.flatMap((topic) =>
    (CONTRACT[topic] ?? []).map((type) => ({ topic, type })),
  );
  stopForProblems([
    ...missingTopics(present, OUTCOME_TOPICS),
    ...(await registerSchemas(registry, outcomes)),
  ]);
  await checkSearchAttributes(config.temporal);

  const producer = createRecordProducer(kafka);
  const services = connectServices(config);
  const publisher = observer.publisher(outcomesTo(producer, createCodec(registry, [])));
  const worker = await startTemporalWorker({ temporal: config.temporal, log, services, publisher, onCrash });

  return {
    async stop(deadline) {
      const stopped = await worker.stop(deadline);
      services.close();
      await doneBy(deadline, producer.close());
      return stopped;
    },
  };
}
