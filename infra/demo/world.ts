import { createCodec } from '../../schemas/bridge/codec.ts';
import { deadLetterTopic } from '../../consumers/bridge/dead-letter.ts';
import { CONTRACT, INBOUND, OUTCOMES } from '../../schemas/contract.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import type { Config } from '../settings/config.ts';
import type { OrdersConfig } from '../orders/settings.ts';
import { connectKafka } from '../kafka/client.ts';
import { createRecordProducer } from '../kafka/producer.ts';
import { readTopics, type SeenRecord } from '../kafka/read-topics.ts';
import { allTypes } from '../app/topic-types.ts';
import type { Logger } from '../logger.ts';
import { connectTemporal } from '../temporal/client.ts';
import type { Stage } from './actor.ts';
import { booksAt } from './books.ts';

const WATCHED = [...Object.keys(OUTCOMES), ...Object.keys(INBOUND).map(deadLetterTopic)];

/** What the upstream and downstream teams use: a producer, a reader, a Temporal client, and the services' books. */
export async function enterWorld(
  config: Config & OrdersConfig,
  log: Logger,
  onRecord: (record: SeenRecord) => void,
) {
  const kafka = connectKafka(config.kafka, log);
  const codec = createCodec(connectRegistry(config.registry), allTypes(CONTRACT));
  const producer = createRecordProducer(kafka);
  const temporal = await connectTemporal(config.temporal);
  const seen = new Set<string>();
  const reader = await readTopics({
    kafka,
    topics: WATCHED,
    codec,
    fromBeginning: false,
    onRecord(record) {
      seen.add(`${record.key} ${record.type}`);
      onRecord(record);
    },
  });

  const writeBytes = (topic: string, key: string, value: Buffer) =>
    producer.send({ topic, key: Buffer.from(key), value, headers: {} });
  const stage: Omit<Stage, 'onSent' | 'signal'> = {
    temporal,
    writeBytes,
    write: async (topic, type, value) =>
      writeBytes(topic, type.keyOf(value) ?? '', await codec.encode(topic, type, value)),
    seen: (key, type) => seen.has(`${key} ${type}`),
    booked: booksAt(config.services.url),
  };
  return {
    stage,
    async leave(): Promise<void> {
      await reader.stop();
      await producer.close();
      await temporal.connection.close();
    },
  };
}
