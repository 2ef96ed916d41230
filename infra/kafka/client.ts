import './kafkajs/patches.ts';
import { Kafka, logLevel } from 'ktb-kafkajs';
import type { Config } from '../settings/config.ts';
import type { Logger } from '../logger.ts';
import { kafkaLogs } from './kafkajs/logs.ts';
import { cannotReach, UserError } from '../user-error.ts';

export function connectKafka({ brokers, ssl, sasl }: Config['kafka'], log: Logger): Kafka {
  return new Kafka({
    clientId: 'kafka-temporal-bridge',
    brokers,
    ssl,
    ...(sasl && { sasl: sasl as NonNullable<ConstructorParameters<typeof Kafka>[0]['sasl']> }),
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 200, maxRetryTime: 10_000, retries: 5 },
    logLevel: logLevel.WARN,
    logCreator: kafkaLogs(log),
  });
}

/** What is known of a cluster at start-up. Throws a `UserError` naming the brokers where none answers. */
export async function inspectCluster(kafka: Kafka, brokers: readonly string[]) {
  const admin = kafka.admin({ retry: { retries: 2 } });
  try {
    await admin.connect();
    const { clusterId } = await admin.describeCluster();
    return { clusterId, topics: await admin.listTopics() };
  } catch (error) {
    throw cannotReach('Kafka', brokers.join(', '), 'KTB_KAFKA_BROKERS', error);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** The same, of a cluster that has this topic. Throws a `UserError` naming it where it has not. */
export async function inspectClusterOf(topic: string, kafka: Kafka, brokers: readonly string[]) {
  const cluster = await inspectCluster(kafka, brokers);
  if (!cluster.topics.includes(topic))
    throw new UserError(`there is no topic ${topic} on Kafka at ${brokers.join(', ')}`);
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
