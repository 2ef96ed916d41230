import './kafkajs/patches.ts';
import { Kafka, logLevel } from 'kafkajs';
import type { Config } from '../config.ts';
import { kafkaLogs, type Logger } from '../logger.ts';
import { reasonOf, UserError } from '../user-error.ts';

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
    throw new UserError(
      `cannot reach Kafka at ${brokers.join(', ')}: start it, or set KTB_KAFKA_BROKERS (${reasonOf(error)})`,
    );
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** One sentence that names every topic that is not there, or nothing. */
export function missingTopics(present: readonly string[], needed: readonly string[]): string[] {
  const missing = needed.filter((topic) => !present.includes(topic));
  const plural = missing.length > 1 ? 'topics are' : 'topic is';
  return missing.length > 0
    ? [`Kafka's ${plural} missing: ${missing.join(', ')}; create them, then start again`]
    : [];
}
