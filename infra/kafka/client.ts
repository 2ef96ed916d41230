import type { Logger } from '../logger.ts';
import { keepLoginSecret } from '../output/secrets.ts';
import { UserError } from '../user-error.ts';
import { kafkaUnreached } from './unreached.ts';
import type { Kafka } from './kafka.ts';
import type { ClusterDescription } from './ports.ts';
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
  const at = `Kafka at ${settings.brokers.join(', ')}`;
  if (cluster.forbidden.includes(topic))
    throw new UserError(`${at} does not let the login see topic ${topic}: give it DESCRIBE on it`);
  if (!cluster.topics.includes(topic)) throw new UserError(`there is no topic ${topic} on ${at}`);
  return cluster;
}

/** What is known of the topics that a start needs. */
export type FoundTopics = Pick<ClusterDescription, 'topics' | 'forbidden'>;

/** A sentence that names every topic that is missing for a start, and one for those that the login may not see. */
export function missingTopics({ topics, forbidden }: FoundTopics, needed: readonly string[]): string[] {
  const hidden = needed.filter((topic) => forbidden.includes(topic));
  const missing = needed.filter((topic) => !topics.includes(topic) && !hidden.includes(topic));
  const [are, them] = missing.length > 1 ? ['topics are', 'them'] : ['topic is', 'it'];
  return [
    ...(hidden.length === 0
      ? []
      : [
          `Kafka does not let the login see ${hidden.join(', ')}: give it DESCRIBE there, READ on what it reads, and WRITE on what it writes`,
        ]),
    ...(missing.length === 0
      ? []
      : [
          `Kafka's ${are} missing: ${missing.join(', ')}; create ${them} (\`ktb stack prepare\` does on the local stack), then start again`,
        ]),
  ];
}
