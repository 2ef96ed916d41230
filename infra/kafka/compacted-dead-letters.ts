import type { Logger } from '../logger.ts';
import { reasonOf } from '../user-error.ts';
import type { Kafka } from './kafka.ts';

/**
 * One sentence for each dead-letter topic that is compacted. There a dead letter takes away the one before it of the same
 * key, a dead letter without a value all of them, and one without a key cannot be written. Never throws: if the brokers
 * do not say it, it logs that.
 */
export async function compactedDeadLetters(
  { cluster }: Pick<Kafka, 'cluster'>,
  topics: readonly string[],
  log: Logger,
): Promise<string[]> {
  if (topics.length === 0) return [];
  try {
    const compacted = await cluster.compacted(topics);
    return compacted.map(
      (topic) =>
        `${topic} is compacted, so that Kafka deletes dead letters of which another one has the key: set its cleanup.policy to delete`,
    );
  } catch (error) {
    log.warn({ cause: reasonOf(error) }, 'cannot ask whether a dead-letter topic is compacted');
    return [];
  }
}
