import type { Kafka } from 'ktb-kafkajs';
import type { TopicAdmin } from '../ports.ts';
import { withAdmin } from './with-admin.ts';

export const topicAdmin = (kafka: Kafka): TopicAdmin => ({
  create: (topics) =>
    withAdmin(kafka, async (admin) => {
      await admin.createTopics({
        waitForLeaders: true,
        topics: topics.map(({ name, partitions, maxMessageBytes }) => ({
          topic: name,
          numPartitions: partitions,
          configEntries:
            maxMessageBytes === undefined
              ? []
              : [{ name: 'max.message.bytes', value: String(maxMessageBytes) }],
        })),
      });
      // A broker that comes back answers before it leads its partitions again.
      await Promise.all(topics.map(({ name }) => admin.fetchTopicOffsets(name)));
    }),

  deleteRecords: (topic, before) =>
    withAdmin(kafka, async (admin) => {
      // kafkajs looks for the leaders before it has asked for them: this asks.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({
        topic,
        partitions: [...before].map(([partition, offset]) => ({ partition, offset: String(offset) })),
      });
    }),
});
