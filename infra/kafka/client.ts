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

/** What is known of a cluster at start-up. Throws a `UserError` naming the brokers, or every topic that is missing. */
export async function inspectCluster(kafka: Kafka, brokers: readonly string[], needed: readonly string[]) {
  const admin = kafka.admin({ retry: { retries: 2 } });
  try {
    await admin.connect();
    const { clusterId } = await admin.describeCluster();
    const present = new Set(await admin.listTopics());
    const missing = needed.filter((topic) => !present.has(topic));
    if (missing.length > 0) {
      const plural = missing.length > 1 ? 'topics are' : 'topic is';
      throw new UserError(`Kafka's ${plural} missing: ${missing.join(', ')}; create them, then start again`);
    }
    return { clusterId };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `cannot reach Kafka at ${brokers.join(', ')}: start it, or set KTB_KAFKA_BROKERS (${reasonOf(error)})`,
    );
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
