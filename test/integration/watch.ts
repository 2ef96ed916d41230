import { loadConfig } from '../../infra/settings/config.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import { createRecordProducer } from '../../infra/kafka/producer.ts';
import { readTopics, type SeenRecord } from '../../infra/kafka/read-topics.ts';
import { allTypes } from '../../infra/app/topic-types.ts';
import { createLogger } from '../../infra/logger.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { CONTRACT } from '../../schemas/contract.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { eventually } from '../eventually.ts';
import { plainKafka } from '../plain-kafka.ts';

export const silent = createLogger('silent');

/** Reads topics from now on, as a subscriber does. */
export async function watch(...topics: string[]) {
  const config = loadConfig();
  const records: SeenRecord[] = [];
  const reader = await readTopics({
    kafka: connectKafka(config.kafka, silent),
    topics,
    codec: createCodec(connectRegistry(config.registry), allTypes(CONTRACT)),
    fromBeginning: false,
    onRecord: (record) => records.push(record),
  });
  const of = (...keys: string[]) => records.filter(({ key }) => key !== null && keys.includes(key));
  return {
    of,
    /** Waits for so many records of a key, and gives them. */
    until: (key: string, count = 1, within?: number) =>
      eventually(() => (of(key).length >= count ? of(key) : undefined), within),
    stop: () => reader.stop(),
  };
}

/** Writes bytes as they are, as somebody may who does not know the contract. */
export async function writeBytes(
  topic: string,
  key: string | Buffer | null,
  value: Buffer | null,
  headers: Record<string, string> = {},
): Promise<void> {
  const producer = createRecordProducer(connectKafka(loadConfig().kafka, silent));
  await producer.send({ topic, key: key === null ? null : Buffer.from(key), value, headers });
  await producer.close();
}

/** Records of a topic that the bridge's group has not committed. */
export async function lagOf(topic: string): Promise<bigint> {
  const { kafka: settings } = loadConfig();
  const admin = plainKafka().admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  const [committed] = await admin.fetchOffsets({
    groupId: settings.groupId ?? 'kafka-temporal-bridge',
    topics: [topic],
  });
  await admin.disconnect();
  const next = new Map(committed?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
  return ends.reduce((lag, { partition, high }) => lag + BigInt(high) - maxOf(next.get(partition), 0n), 0n);
}

/** A partition without a commit says -1. */
const maxOf = (offset: bigint | undefined, least: bigint) =>
  offset === undefined || offset < least ? least : offset;
