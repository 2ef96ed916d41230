import type { Client } from '@temporalio/client';
import type { Kafka } from '../kafka/kafka.ts';
import type { Logger } from '../logger.ts';
import { reasonOf } from '../user-error.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * A repeated event is recognised only while Temporal keeps its closed workflow. Logs a warning for each topic that
 * keeps records longer than that. Never throws: if the comparison is not possible, it logs that.
 */
export async function warnOfHorizon(
  { cluster }: Pick<Kafka, 'cluster'>,
  topics: readonly string[],
  client: Client,
  log: Logger,
): Promise<void> {
  try {
    const [retention, kept] = await Promise.all([cluster.retention(topics), namespaceRetention(client)]);
    for (const [topic, ms] of retention) {
      if (ms >= 0 && ms <= kept) continue;
      const days = ms < 0 ? 'for ever' : `for ${inDays(ms)} days`;
      log.warn(
        { topic },
        `the topic keeps records ${days}, but Temporal keeps closed workflows for ${inDays(kept)}: an event that is repeated later is not recognised`,
      );
    }
  } catch (error) {
    log.warn({ cause: reasonOf(error) }, "cannot compare the topics' retention with the namespace's");
  }
}

async function namespaceRetention({ connection, options: { namespace } }: Client): Promise<number> {
  const { config } = await connection.withDeadline(Date.now() + 5_000, () =>
    connection.workflowService.describeNamespace({ namespace }),
  );
  return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) * 1_000;
}

const inDays = (ms: number): number => Math.round((ms / DAY_MS) * 10) / 10;
