import { internal } from './internals.ts';

/** Whether a group may join again because of a topic, or of one partition of it. Asked again until it may. */
export type MayJoinAgain = (topic: string, partition?: number) => boolean;

interface ConsumerGroup {
  readonly cluster: object;
  /** Of each topic as the brokers know it now, and as they knew it when the group was joined; null before that. */
  generatePartitionsPerSubscribedTopic(): ReadonlyMap<string, readonly number[]>;
  readonly partitionsPerSubscribedTopic: ReadonlyMap<string, readonly number[]> | null;
  checkForStaleAssignment(): void;
}

const holds = new WeakMap<object, MayJoinAgain>();

/** From now on a consumer with these connections asks before it joins again because of a topic. */
export const holdJoins = (cluster: object, mayJoin: MayJoinAgain): void => void holds.set(cluster, mayJoin);

export const mayJoinAgain = (cluster: object, topic: string, partition?: number): boolean =>
  holds.get(cluster)?.(topic, partition) ?? true;

type Stale = new (message: string, of: { topic: string; unknownPartitions: readonly number[] }) => Error;
const { KafkaJSStaleTopicMetadataAssignment: StaleAssignment } = internal<{
  KafkaJSStaleTopicMetadataAssignment: Stale;
}>('errors.js');

/**
 * kafkajs has a group join again at once if a topic has more partitions, which ends what is in flight, and never if it
 * has fewer, as one that was created again may have: nobody then lets go of those that are gone.
 */
const { prototype } = internal<{ prototype: ConsumerGroup }>('consumer/consumerGroup.js');

prototype.checkForStaleAssignment = function () {
  const before = this.partitionsPerSubscribedTopic;
  if (!before) return;
  for (const [topic, now] of this.generatePartitionsPerSubscribedTopic()) {
    // None are known of a topic that was deleted: there is nothing to share out.
    if (now.length === 0 || now.length === before.get(topic)?.length) continue;
    if (!mayJoinAgain(this.cluster, topic)) continue;
    throw new StaleAssignment('the topic has other partitions', { topic, unknownPartitions: now });
  }
};
