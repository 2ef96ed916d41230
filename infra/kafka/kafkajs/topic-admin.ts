import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka } from 'ktb-kafkajs';
import type { ClusterView, TopicAdmin } from '../ports.ts';
import { withAdmin } from './with-admin.ts';

export const topicAdmin = (kafka: Kafka, cluster: Pick<ClusterView, 'ranges'>): TopicAdmin => ({
  async create(topics) {
    await withAdmin(kafka, (admin) =>
      admin.createTopics({
        waitForLeaders: false,
        topics: topics.map(({ name, partitions, maxMessageBytes }) => ({
          topic: name,
          numPartitions: partitions,
          configEntries:
            maxMessageBytes === undefined
              ? []
              : [{ name: 'max.message.bytes', value: String(maxMessageBytes) }],
        })),
      }),
    );
    await untilRead(
      topics.map(({ name }) => name),
      cluster,
    );
  },

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

const LOOKS = 20;

/** A new topic has no leaders for a moment, and a broker that comes back answers before it leads its partitions again. */
async function untilRead(topics: readonly string[], cluster: Pick<ClusterView, 'ranges'>): Promise<void> {
  for (let look = 1; ; look += 1) {
    try {
      await cluster.ranges(topics);
      return;
    } catch (error) {
      if (look === LOOKS) throw error;
      await delay(100);
    }
  }
}
