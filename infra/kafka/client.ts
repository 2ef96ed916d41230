import type { Logger } from '../logger.ts';
import { keepLoginSecret } from '../output/secrets.ts';
import { UserError } from '../user-error.ts';
import { kafkaUnreached } from './unreached.ts';
import type { Kafka } from './kafka.ts';
import { createClient, type ConnectionSettings } from './kafkajs/client.ts';
import { connectionOf } from './kafkajs/connection.ts';

/** A cluster by its brokers. Each port connects when it is used. */
export function connectKafka(settings: ConnectionSettings, log: Logger): Kafka {
  keepLoginSecret(settings.sasl);
  return connectionOf(createClient(settings, log));
}

/** A cluster at start-up, with those of the topics that it has. Throws a `UserError` naming the brokers if none answers. */
export async function inspectCluster(kafka: Kafka, settings: ConnectionSettings, topics: readonly string[]) {
  try {
    return await kafka.cluster.describe(topics);
  } catch (error) {
    throw await kafkaUnreached(settings, error);
  }
}

/** The same, of a cluster that has this topic. Throws a `UserError` naming it if it has not. */
export async function inspectClusterOf(topic: string, kafka: Kafka, settings: ConnectionSettings) {
  const cluster = await inspectCluster(kafka, settings, [topic]);
  if (!cluster.topics.includes(topic))
    throw new UserError(`there is no topic ${topic} on Kafka at ${settings.brokers.join(', ')}`);
  return cluster;
}

/** One sentence that names every topic that is missing for a start, or nothing. */
export function missingTopics(present: readonly string[], needed: readonly string[]): string[] {
  const missing = needed.filter((topic) => !present.includes(topic));
  if (missing.length === 0) return [];
  const [are, them] = missing.length > 1 ? ['topics are', 'them'] : ['topic is', 'it'];
  return [
    `Kafka's ${are} missing: ${missing.join(', ')}; create ${them} (\`ktb stack prepare\` does on the local stack), then start again`,
  ];
}
