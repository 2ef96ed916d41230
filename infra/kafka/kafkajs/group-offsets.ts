import type { Kafka } from 'ktb-kafkajs';
import type { GroupOffsets } from '../ports.ts';
import { withAdmin } from './with-admin.ts';

export const groupOffsets = (kafka: Kafka): GroupOffsets => ({
  committed: (groupId, topics) =>
    withAdmin(kafka, async (admin) => {
      const found = await admin.fetchOffsets({ groupId, topics: [...topics] });
      return found.flatMap(({ topic, partitions }) =>
        partitions
          // Without a commit, the broker says -1.
          .filter(({ offset }) => BigInt(offset) >= 0n)
          .map(({ partition, offset, metadata }) => ({
            topic,
            partition,
            offset: BigInt(offset),
            metadata: Buffer.from(metadata ?? ''),
          })),
      );
    }),

  commit: (groupId, offsets) =>
    withAdmin(kafka, async (admin) => {
      for (const [topic, ofTopic] of Map.groupBy(offsets, (offset) => offset.topic)) {
        const partitions = ofTopic.map(({ partition, offset }) => ({ partition, offset: String(offset) }));
        await admin.setOffsets({ groupId, topic, partitions });
      }
    }),

  remove: (groupId) =>
    withAdmin(kafka, async (admin) => void (await admin.deleteGroups([groupId]).catch(() => undefined))),
});
