import { internal } from './internals.ts';

/** Whether a group may join again because of a topic, or of one partition of it. Asked again until it may. */
export type MayJoinAgain = (topic: string, partition?: number) => Promise<boolean>;

interface ConsumerGroup {
  readonly cluster: { refreshMetadataIfNecessary(): Promise<void> };
  /** Of each topic as the brokers know it now, and as they knew it when the group was joined; null before that. */
  generatePartitionsPerSubscribedTopic(): ReadonlyMap<string, readonly number[]>;
  readonly partitionsPerSubscribedTopic: ReadonlyMap<string, readonly number[]> | null;
  checkForStaleAssignment(): void;
  fetch(nodeId: number): Promise<unknown[]>;
}

const holds = new WeakMap<object, MayJoinAgain>();

/** From now on a consumer with these connections asks before it joins again because of a topic. */
export const holdJoins = (cluster: object, mayJoin: MayJoinAgain): void => void holds.set(cluster, mayJoin);

export const mayJoinAgain = async (cluster: object, topic: string, partition?: number): Promise<boolean> =>
  (await holds.get(cluster)?.(topic, partition)) ?? true;

type Stale = new (message: string, of: { topic: string; unknownPartitions: readonly number[] }) => Error;
const { KafkaJSStaleTopicMetadataAssignment: StaleAssignment } = internal<{
  KafkaJSStaleTopicMetadataAssignment: Stale;
}>('errors.js');

/**
 * kafkajs has a group join again at once if a topic has more partitions, which ends what is in flight, and never if it
 * has fewer, as one that was created again may have: nobody then lets go of those that are gone.
 */
const { prototype } = internal<{ prototype: ConsumerGroup }>('consumer/consumerGroup.js');

/** The topics because of which a group may join again, as its latest fetch has found out. */
const allowed = new WeakMap<ConsumerGroup, readonly string[]>();

const fetch = prototype.fetch;
prototype.fetch = async function (nodeId) {
  // What fails here fails in kafkajs's own fetch too, which knows what to do then.
  await lookAtTopics(this).catch(() => undefined);
  return fetch.call(this, nodeId);
};

async function lookAtTopics(group: ConsumerGroup): Promise<void> {
  await group.cluster.refreshMetadataIfNecessary();
  const found: string[] = [];
  for (const topic of changedTopics(group)) if (await mayJoinAgain(group.cluster, topic)) found.push(topic);
  allowed.set(group, found);
}

prototype.checkForStaleAssignment = function () {
  const topic = changedTopics(this).find((changed) => allowed.get(this)?.includes(changed));
  if (topic === undefined) return;
  const unknownPartitions = this.generatePartitionsPerSubscribedTopic().get(topic) ?? [];
  throw new StaleAssignment('the topic has other partitions', { topic, unknownPartitions });
};

/** Those that have more partitions than when the group was joined, or fewer. */
function changedTopics(group: ConsumerGroup): string[] {
  const before = group.partitionsPerSubscribedTopic;
  if (!before) return [];
  return [...group.generatePartitionsPerSubscribedTopic()]
    .filter(([topic, now]) => now.length !== before.get(topic)?.length)
    .flatMap(([topic, now]) => (now.length > 0 ? topic : []));
}
