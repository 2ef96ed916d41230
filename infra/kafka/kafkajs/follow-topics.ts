import { randomUUID } from 'node:crypto';
import type { Consumer, Kafka as Client } from 'ktb-kafkajs';
import type { Kafka } from '../kafka.ts';
import type { FollowOptions, LogFollower } from '../log-reading.ts';
import { isEndMark } from './end-of-batch.ts';
import { ownGroupError, translated } from './errors.ts';
import { toRecord } from './to-record.ts';
import { partitionName } from '../../../consumers/bridge/topic-partition.ts';

/** Of its groups: an operator allows them by it. */
const PREFIX = 'ktb-reader-';

/** Reads topics with a group of its own, which is removed afterwards. Resolves once it is reading. */
export const followTopics = (
  options: FollowOptions & { client: Client; kafka: Kafka },
): Promise<LogFollower> =>
  translated(async () => {
    const { client, kafka, topics, from = [], onRecord } = options;
    const groupId = `${PREFIX}${randomUUID()}`;
    const starts = new Map(from.map((start) => [partitionName(start), start.offset]));
    const next = new Map(starts);
    const passed = new Map<string, bigint>();
    const consumer = client.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 200 });
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    const joined = joinOf(consumer);
    // The last record may be followed by markers that no reader sees.
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { lastOffset, ...partition } }) =>
      passed.set(partitionName(partition), BigInt(lastOffset) + 1n),
    );
    await consumer.run({
      autoCommit: false,
      async eachMessage({ message, ...partition }) {
        if (isEndMark(message)) return;
        const record = toRecord(partition, message);
        if (record.offset < (next.get(partitionName(partition)) ?? 0n)) return;
        next.set(partitionName(partition), record.offset + 1n);
        await onRecord(record);
      },
    });
    await joined.catch(async (error: unknown) => {
      await consumer.disconnect();
      throw ownGroupError(error, groupId, PREFIX);
    });
    for (const { topic, partition, offset } of from)
      consumer.seek({ topic, partition, offset: String(offset) });

    return {
      next: (partition) => passed.get(partitionName(partition)) ?? starts.get(partitionName(partition)),
      async stop() {
        await consumer.disconnect();
        await kafka.groups.remove(groupId).catch(() => undefined);
      },
    };
  });

/** Resolves once the consumer has joined its group; rejects if it stops before. */
function joinOf(consumer: Consumer): Promise<void> {
  const joined = Promise.withResolvers<void>();
  consumer.on(consumer.events.GROUP_JOIN, () => joined.resolve());
  consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => restart || joined.reject(error));
  return joined.promise;
}
