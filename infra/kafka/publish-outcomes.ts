import type { OutcomePublisher } from '../../activities/bridge/publish-outcome.ts';
import { InvalidRecordError, type Codec } from '../../schemas/bridge/codec.ts';
import type { RecordProducer } from './producer.ts';

/** Outcomes as Avro records on their topics. Throws an `InvalidRecordError` for a value that its schema refuses, or an empty key. */
export const outcomesTo = (producer: RecordProducer, codec: Pick<Codec, 'encode'>): OutcomePublisher => ({
  async publish({ topic, type, key, value, headers }, signal) {
    const bytes = await codec.encode(topic, type, value);
    if (!key) throw new InvalidRecordError(type, [type.schema.key ?? 'key']);
    await producer.send({ topic, key: Buffer.from(key), value: bytes, headers }, signal);
  },
});
