import type { Consumer } from 'ktb-kafkajs';
import type { TopicPartition } from '../../../../consumers/bridge/source.ts';
import type { Assignment } from '../../assignment.ts';
import type { ClusterView } from '../../ports.ts';

export interface RecreatedTopicsOptions {
  readonly cluster: Pick<ClusterView, 'knownRanges'>;
  /** Of each topic its id, as one broker knows it. Without those of which it knows none. */
  readonly topicIds: (topics: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly consumer: Pick<Consumer, 'seek'>;
  readonly assignment: () => Assignment;
}

/**
 * Looks for topics that were created again. A topic that has just as many records as the old one had gives neither a
 * record nor an error at the offset that is read next. A partition of it is read from its beginning, and the first
 * record says the rest; see `isSameLog`. Resolves once the brokers have answered; rejects if none does.
 */
export async function seekInRecreatedTopics(options: RecreatedTopicsOptions): Promise<void> {
  const { cluster, topicIds, consumer, assignment } = options;
  const current = assignment();
  const topics = topicsOf(current.partitions);
  if (topics.length === 0) return;
  const ids = await topicIds(topics);
  const ofOther = current.partitions.filter((partition) =>
    current.logOf(partition)?.isOfOtherTopic({ topicId: ids.get(partition.topic) }),
  );
  if (ofOther.length === 0) return;
  // The leaders have the last word: a broker that was away may know the old topic still.
  for (const { topic, partition, low, topicId } of await cluster.knownRanges(topicsOf(ofOther))) {
    const isOther = current.logOf({ topic, partition })?.isOfOtherTopic({ topicId });
    if (isOther && !current.over.aborted) consumer.seek({ topic, partition, offset: String(low) });
  }
}

const topicsOf = (partitions: readonly TopicPartition[]): string[] => [
  ...new Set(partitions.map(({ topic }) => topic)),
];
