import type { Kafka } from 'kafkajs';
import type { InboundRecord } from '../../consumers/inbound-record.ts';

/** Everything that stands on a topic, up to where it ends now, as it is: by plain kafkajs, without a group's help. */
export async function readLog(kafka: Kafka, topic: string): Promise<InboundRecord[]> {
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map(
    (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, BigInt(high)] as const),
  );
  await admin.disconnect();
  const records: InboundRecord[] = [];
  let left = [...ends.values()].reduce((sum, end) => sum + end, 0n);
  if (left === 0n) return records;

  const consumer = kafka.consumer({ groupId: `soak-reader-${process.pid}-${Date.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const done = Promise.withResolvers<void>();
  consumer.on(consumer.events.CRASH, ({ payload: { error } }) => done.reject(error));
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message: { offset, key, value, headers = {} } }) => {
      if (BigInt(offset) >= ends.get(partition)!) return;
      records.push({ topic, partition, offset: BigInt(offset), key, value, headers });
      left -= 1n;
      if (left === 0n) done.resolve();
    },
  });
  await done.promise;
  await consumer.disconnect();
  return records;
}
