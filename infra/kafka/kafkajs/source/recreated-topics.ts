import type { Consumer } from 'ktb-kafkajs';
import type { Assignment } from '../../assignment.ts';
import type { ClusterView } from '../../ports.ts';

export interface RecreatedTopicsOptions {
  readonly cluster: Pick<ClusterView, 'knownRanges'>;
  readonly consumer: Pick<Consumer, 'seek'>;
  readonly assignment: () => Assignment;
}

/**
 * Looks for topics that were created again. A topic that has just as many records as the old one had gives neither a
 * record nor an error at the offset that is read next. A partition of it is read from its beginning, and the first
 * record says the rest; see `isSameLog`. Resolves once the brokers have answered; rejects if none does.
 */
export async function seekInRecreatedTopics(options: RecreatedTopicsOptions): Promise<void> {
  const { cluster, consumer, assignment } = options;
  const current = assignment();
  const topics = [...new Set(current.partitions.map(({ topic }) => topic))];
  if (topics.length === 0) return;
  for (const { topic, partition, low, topicId } of await cluster.knownRanges(topics)) {
    const isOther = current.logOf({ topic, partition })?.isOfOtherTopic({ topicId });
    if (isOther && !current.over.aborted) consumer.seek({ topic, partition, offset: String(low) });
  }
}
