import type { Client } from '@temporalio/client';
import type { Kafka } from '../kafka/kafka.ts';
import type { Logger } from '../logger.ts';
import { inDays, namespaceRetention } from '../temporal/retention.ts';
import { reasonOf } from '../user-error.ts';

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
