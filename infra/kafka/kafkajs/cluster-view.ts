import kafkajs, { type Kafka } from 'ktb-kafkajs';
import { isOf } from '../../../consumers/bridge/topic-partition.ts';
import { isForbidden, KafkaError } from '../errors.ts';
import type { ClusterView } from '../ports.ts';
import { withCluster, type Cluster, type Metadata } from './cluster.ts';
import { kafkaError } from './errors.ts';
import { epochEndsIn, rangesIn } from './log-ranges.ts';
import { partitionsIn, problemOf, topicProblemOf } from './partition-problems.ts';
import { withAdmin } from './with-admin.ts';

export const clusterView = (kafka: Kafka): ClusterView => ({
  describe: (topics = []) =>
    withCluster(kafka, async (cluster) => {
      await cluster.addMultipleTargetTopics(topics);
      const { clusterId, brokers, topicMetadata } = cluster.brokerPool.metadata!;
      await reachAny(cluster, brokers);
      const known = topicMetadata.map(({ topic }) => topic);
      return {
        clusterId,
        brokers: brokers.length,
        topics: known.filter((topic) => isThere(cluster, topic)),
        forbidden: known.filter((topic) => isForbidden(kafkaError(topicProblemOf(cluster, topic)?.cause))),
      };
    }),

  ranges: (topics) =>
    withCluster(kafka, async (cluster) => {
      await cluster.addMultipleTargetTopics(topics);
      const partitions = partitionsOf(cluster, topics);
      for (const partition of partitions) {
        const problem = problemOf(cluster, partition);
        if (problem) throw new KafkaError('outage', problem.message, { cause: problem });
      }
      const known = await rangesIn(cluster, partitions);
      const unknown = partitions.find((one) => !known.some(isOf(one)));
      if (!unknown) return known;
      throw new KafkaError('outage', `partition ${unknown.topic}/${unknown.partition} gives no offsets`);
    }),

  knownRanges: (topics) =>
    withCluster(kafka, async (cluster) => {
      await cluster.addMultipleTargetTopics(topics);
      return rangesIn(cluster, partitionsOf(cluster, topics));
    }),

  endsOfEpochs: (asked) => withCluster(kafka, (cluster) => epochEndsIn(cluster, asked)),

  offsetsSince: (topic, timestamp) =>
    withAdmin(kafka, async (admin) => {
      const found = await admin.fetchTopicOffsetsByTimestamp(topic, timestamp);
      return new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]));
    }),

  async retention(topics) {
    const settings = await settingOf(kafka, 'retention.ms', topics);
    return new Map(settings.map(({ topic, value = -1 }) => [topic, Number(value)]));
  },

  async compacted(topics) {
    const settings = await settingOf(kafka, 'cleanup.policy', topics);
    return settings.filter(({ value }) => value?.includes('compact')).map(({ topic }) => topic);
  },
});

/** One setting of each topic, whether it is the topic's own or the broker's. */
const settingOf = (kafka: Kafka, name: string, topics: readonly string[]) =>
  withAdmin(kafka, async (admin) => {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((topic) => ({
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name: topic,
        configNames: [name],
      })),
    });
    return resources.map(({ resourceName: topic, configEntries }) => ({
      topic,
      value: configEntries[0]?.configValue,
    }));
  });

/** The address at which a client looks for a broker may be another than the one that the broker gives. */
async function reachAny(cluster: Cluster, brokers: Metadata['brokers']): Promise<void> {
  for (const [index, { nodeId }] of brokers.entries()) {
    try {
      await cluster.findBroker({ nodeId });
      return;
    } catch (error) {
      if (index === brokers.length - 1) throw error;
    }
  }
}

/** One without a leader is there, and waits. */
const isThere = (cluster: Cluster, topic: string): boolean =>
  (topicProblemOf(cluster, topic)?.kind ?? 'no-leader') === 'no-leader';

/** Those of a topic that is missing are its first one, so that it has a problem. */
const partitionsOf = (cluster: Cluster, topics: readonly string[]) =>
  topics.flatMap((topic) => {
    const partitions = partitionsIn(cluster, topic).map(({ partitionId }) => partitionId);
    return (partitions.length > 0 ? partitions : [0]).map((partition) => ({ topic, partition }));
  });
