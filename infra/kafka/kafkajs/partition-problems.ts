import { PartitionProblem, type TopicPartition } from '../../../consumers/bridge/source.ts';
import { errorOfCode, type Cluster, type PartitionMetadata, type TopicMetadata } from './cluster.ts';

/** What the brokers last said of a topic; undefined if they were not asked. */
const topicIn = ({ brokerPool }: Cluster, topic: string): TopicMetadata | undefined =>
  brokerPool.metadata?.topicMetadata.find((one) => one.topic === topic);

/** The partitions of a topic, whether they have a leader or not. */
export const partitionsIn = (cluster: Cluster, topic: string): readonly PartitionMetadata[] =>
  topicIn(cluster, topic)?.partitionMetadata ?? [];

/** The broker that leads a partition. Throws a `PartitionProblem` if there is none. */
export function leaderOf(cluster: Cluster, partition: TopicPartition): number {
  const problem = problemOf(cluster, partition);
  if (problem) throw problem;
  return partitionsIn(cluster, partition.topic).find(isOf(partition))?.leader ?? -1;
}

/** Why nobody can read or write a partition, as far as the brokers' latest answer says; undefined if it does not. */
export function problemOf(cluster: Cluster, partition: TopicPartition): PartitionProblem | undefined {
  const { topic } = partition;
  const gone = topicProblemOf(cluster, topic);
  if (gone || !topicIn(cluster, topic)) return gone;
  const found = partitionsIn(cluster, topic).find(isOf(partition));
  const name = `${topic}/${partition.partition}`;
  if (!found) return new PartitionProblem('topic-gone', `there is no partition ${name}`);
  return found.leader < 0 ? new PartitionProblem('no-leader', `partition ${name} has no leader`) : undefined;
}

/** Why a whole topic cannot be used; undefined if it can, or if the brokers were not asked. */
export function topicProblemOf(cluster: Cluster, topic: string): PartitionProblem | undefined {
  const found = topicIn(cluster, topic);
  if (!found || found.topicErrorCode === 0) return undefined;
  const cause = errorOfCode(found.topicErrorCode);
  const { type } = cause as { readonly type?: string };
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION')
    return new PartitionProblem('topic-gone', `there is no topic ${topic}`, { cause });
  // A topic that is being created.
  if (type === 'LEADER_NOT_AVAILABLE')
    return new PartitionProblem('no-leader', `topic ${topic} has no leaders`, { cause });
  return new PartitionProblem('refused', `topic ${topic}: ${cause.message}`, { cause });
}

const isOf =
  ({ partition }: TopicPartition) =>
  ({ partitionId }: PartitionMetadata) =>
    partitionId === partition;
