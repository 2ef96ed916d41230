import type { TopicPartition } from './source.ts';

/** `orders.placed/3`: to look a partition up, and as it appears in a sentence. */
export const partitionName = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** Whether something is about this partition. */
export const isOf =
  ({ topic, partition }: TopicPartition) =>
  (other: TopicPartition): boolean =>
    other.topic === topic && other.partition === partition;
