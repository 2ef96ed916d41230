import type { Client } from '@temporalio/client';
import kafkajs, { type Kafka } from 'ktb-kafkajs';
import type { Logger } from '../logger.ts';
import { reasonOf } from '../user-error.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * An event is recognised as a repetition for as long as Temporal keeps its closed workflow. Warns of topics that can
 * deliver it later than that. Never throws: who may not ask is told so.
 */
export async function warnOfHorizon(
  kafka: Kafka,
  topics: readonly string[],
  client: Client,
  log: Logger,
): Promise<void> {
  try {
    const [retention, kept] = await Promise.all([topicRetention(kafka, topics), namespaceRetention(client)]);
    for (const [topic, ms] of retention) {
      if (ms >= 0 && ms <= kept) continue;
      const days = ms < 0 ? 'for ever' : `for ${inDays(ms)} days`;
      log.warn(
        { topic },
        `the topic keeps records ${days}, Temporal closed workflows for ${inDays(kept)}: what is delivered again later is not recognised`,
      );
    }
  } catch (error) {
    log.warn({ cause: reasonOf(error) }, "cannot compare the topics' retention with the namespace's");
  }
}

/** In milliseconds; -1 is for ever. */
async function topicRetention(kafka: Kafka, topics: readonly string[]): Promise<[string, number][]> {
  const admin = kafka.admin({ retry: { retries: 1 } });
  await admin.connect();
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((name) => ({
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name,
        configNames: ['retention.ms'],
      })),
    });
    return resources.map(({ resourceName, configEntries }) => [
      resourceName,
      Number(configEntries[0]?.configValue ?? -1),
    ]);
  } finally {
    await admin.disconnect();
  }
}

async function namespaceRetention({ connection, options: { namespace } }: Client): Promise<number> {
  const { config } = await connection.withDeadline(Date.now() + 5_000, () =>
    connection.workflowService.describeNamespace({ namespace }),
  );
  return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) * 1_000;
}

const inDays = (ms: number): number => Math.round((ms / DAY_MS) * 10) / 10;
