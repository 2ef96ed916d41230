import type { OutcomePublisher } from '../../activities/bridge/publish-outcome.ts';
import type { Codec } from '../../schemas/bridge/codec.ts';
import type { RecordProducer } from './producer.ts';

/** Outcomes as Avro records on their topics. */
export const outcomesTo = (producer: RecordProducer, codec: Pick<Codec, 'encode'>): OutcomePublisher => ({
  async publish({ topic, type, key, value, headers }, signal) {
    const bytes = await codec.encode(topic, type, value);
    await producer.send({ topic, key: Buffer.from(key), value: bytes, headers }, signal);
  },
});
