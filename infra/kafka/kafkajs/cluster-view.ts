import kafkajs, { type Kafka } from 'ktb-kafkajs';
import type { ClusterView } from '../ports.ts';
import { withAdmin } from './with-admin.ts';

export const clusterView = (kafka: Kafka): ClusterView => ({
  describe: () =>
    withAdmin(kafka, async (admin) => {
      const { clusterId, brokers } = await admin.describeCluster();
      return { clusterId, brokers: brokers.length, topics: await admin.listTopics() };
    }),

  ranges: (topics) =>
    withAdmin(kafka, async (admin) => {
      const ranges = topics.map(async (topic) =>
        (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => ({
          topic,
          partition,
          low: BigInt(low),
          // kafkajs asks as a reader of committed records, so its "high" is the last stable offset.
          stable: BigInt(high),
          high: undefined,
        })),
      );
      return (await Promise.all(ranges)).flat();
    }),

  offsetsSince: (topic, timestamp) =>
    withAdmin(kafka, async (admin) => {
      const found = await admin.fetchTopicOffsetsByTimestamp(topic, timestamp);
      return new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]));
    }),

  retention: (topics) =>
    withAdmin(kafka, async (admin) => {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: topics.map((name) => ({
          type: kafkajs.ConfigResourceTypes.TOPIC,
          name,
          configNames: ['retention.ms'],
        })),
      });
      return new Map(
        resources.map(({ resourceName, configEntries }) => [
          resourceName,
          Number(configEntries[0]?.configValue ?? -1),
        ]),
      );
    }),
});
