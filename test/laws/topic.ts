import { randomUUID } from 'node:crypto';
import { deadLetterTopic } from '../../consumers/bridge/dead-letter.ts';
import type { Codec } from '../../schemas/bridge/codec.ts';
import { createRecordProducer } from '../../infra/kafka/producer.ts';
import type { Kafka } from '../../infra/kafka/kafka.ts';
import { readTopics, type SeenRecord } from '../../infra/kafka/read-topics.ts';
import { plainKafka } from '../plain-kafka.ts';
import { LawEvent } from './events.ts';

/** A topic of a law's own with its dead letters, those who write to it, and what it looks like from outside. */
export async function openTopic(kafka: Kafka, codec: Codec, { partitions = 1 } = {}) {
  const topic = `law-${randomUUID()}`;
  const dlq = deadLetterTopic(topic);
  const admin = plainKafka().admin();
  const producer = createRecordProducer(kafka);
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: [topic, dlq].map((name) => ({ topic: name, numPartitions: partitions })),
  });
  const dead: SeenRecord[] = [];
  const reader = await readTopics({ kafka, topics: [dlq], codec, onRecord: (record) => dead.push(record) });

  return {
    topic,
    dlq,
    admin,
    dead,
    /** Each event as a record; `name` gives it a CloudEvents identity. */
    async send(events: readonly LawEvent[], name?: (event: LawEvent) => string): Promise<void> {
      for (const event of events) {
        await producer.send({
          topic,
          key: Buffer.from(event.id),
          value: await codec.encode(topic, LawEvent, event),
          headers: name ? { ce_source: '/laws', ce_id: name(event) } : {},
        });
      }
    },
    sendBytes: (key: string, value: Buffer | null, headers: Record<string, string> = {}) =>
      producer.send({ topic, key: Buffer.from(key), value, headers }),
    /** What a group has committed, partition by partition; -1 where nothing. */
    async committed(groupId: string): Promise<number[]> {
      const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
      return (found?.partitions ?? [])
        .toSorted((one, other) => one.partition - other.partition)
        .map(({ offset }) => Number(offset));
    },
    async members(groupId: string): Promise<number> {
      const { groups } = await admin.describeGroups([groupId]);
      return groups[0]?.members.length ?? 0;
    },
    async close(): Promise<void> {
      await Promise.all([reader.stop(), producer.close()]);
      await admin.disconnect();
    },
  };
}
