import kafkajs, { type Kafka } from 'ktb-kafkajs';
import type { ClusterView } from '../ports.ts';
import { epochEnds, logRanges } from './log-ranges.ts';
import { withAdmin } from './with-admin.ts';

export const clusterView = (kafka: Kafka): ClusterView => ({
  describe: () =>
    withAdmin(kafka, async (admin) => {
      const { clusterId, brokers } = await admin.describeCluster();
      return { clusterId, brokers: brokers.length, topics: await admin.listTopics() };
    }),

  ranges: (topics) => logRanges(kafka, topics),
  endsOfEpochs: (asked) => epochEnds(kafka, asked),

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
