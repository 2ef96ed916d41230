import { loadConfig } from '../../infra/config.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import { createRecordProducer } from '../../infra/kafka/producer.ts';
import { readTopics, type SeenRecord } from '../../infra/kafka/read-topics.ts';
import { allTypes } from '../../infra/kafka/topic-types.ts';
import { createLogger } from '../../infra/logger.ts';
import { createCodec } from '../../schemas/codec.ts';
import { connectRegistry } from '../../schemas/registry.ts';
import { eventually } from '../eventually.ts';

export const silent = createLogger('silent');

/** Reads topics from now on, as a subscriber does. */
export async function watch(...topics: string[]) {
  const config = loadConfig();
  const records: SeenRecord[] = [];
  const reader = await readTopics({
    kafka: connectKafka(config.kafka, silent),
    topics,
    codec: createCodec(connectRegistry(config.registry), allTypes()),
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
