import type { Kafka } from 'ktb-kafkajs';
import { backoff } from '../../../consumers/bridge/backoff.ts';
import type { GroupOffsets } from '../ports.ts';
import { KafkaError } from '../errors.ts';
import { kafkaError } from './errors.ts';
import { withAdmin } from './with-admin.ts';

export const groupOffsets = (kafka: Kafka): GroupOffsets => ({
  committed: (groupId, topics) =>
    withAdmin(kafka, async (admin) => {
      const found = await coordinated(() => admin.fetchOffsets({ groupId, topics: [...topics] }));
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
        await coordinated(() => admin.setOffsets({ groupId, topic, partitions }));
      }
    }),

  remove: (groupId) =>
    withAdmin(kafka, async (admin) => void (await admin.deleteGroups([groupId]).catch(() => undefined))),
});

/** So long may a cluster take to miss a broker, and to choose another for its groups; in milliseconds. */
const MOVES_WITHIN_MS = 30_000;
const WAITS = { initialDelay: 100, maxDelay: 2_000 };
const NEVER = new AbortController().signal;

/**
 * Asks again while a group's coordinator changes, or the brokers' topic of groups is made: kafkajs's admin gives up, or
 * has the first answer count.
 */
async function coordinated<T>(ask: () => Promise<T>): Promise<T> {
  const wait = backoff(WAITS);
  for (const until = Date.now() + MOVES_WITHIN_MS; ;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > until || !mayPass(kafkaError(error))) throw error;
    }
    await wait.next(NEVER);
  }
}

/** What is about the login, or about the topic, does not pass by itself. */
const mayPass = (error: unknown): boolean =>
  error instanceof KafkaError && (error.detail === undefined || error.detail === 'closed');
