import type { Decoder } from '../internals.ts';
import { callBroker, type Connected } from './broker.ts';

export interface PartitionAnswer {
  readonly topic: string;
  readonly partition: number;
  /** Kafka's code; 0 is none. */
  readonly error: number;
  /** -1 if there is none. */
  readonly offset: bigint;
}

type Asked = ReadonlyMap<string, readonly number[]>;

const LIST_OFFSETS = { apiKey: 2, apiVersion: 4, apiName: 'ListOffsets' };
const EPOCH_ENDS = { apiKey: 23, apiVersion: 3, apiName: 'OffsetForLeaderEpoch' };

/** A consumer, not a replica. */
const CONSUMER = -1;
const NO_EPOCH = -1;

/** Which offset of a log: its first, the first that no reader of committed records may see, or the one after its last. */
export const OLDEST = { timestamp: -2n, isolation: 0 };
export const LAST_STABLE = { timestamp: -1n, isolation: 1 };
export const END = { timestamp: -1n, isolation: 0 };

/** Asks the leader of partitions for one offset of each. An error is the answer for its own partition only. */
export const listOffsets = (
  broker: Connected,
  { timestamp, isolation }: typeof END,
  asked: Asked,
): Promise<PartitionAnswer[]> =>
  callBroker(broker, {
    ...LIST_OFFSETS,
    write(encoder) {
      encoder.writeInt32(CONSUMER).writeInt8(isolation).writeInt32(asked.size);
      for (const [topic, partitions] of asked) {
        encoder.writeString(topic).writeInt32(partitions.length);
        for (const partition of partitions)
          encoder.writeInt32(partition).writeInt32(NO_EPOCH).writeInt64(String(timestamp));
      }
      return encoder;
    },
    read: (decoder) =>
      readAnswers(decoder, (one) => {
        const partition = one.readInt32();
        const error = one.readInt16();
        one.readInt64(); // timestamp
        const offset = one.readInt64();
        one.readInt32(); // leader epoch
        return { partition, error, offset };
      }),
  });

/** Asks the leader of partitions where a leader epoch ends in its log. */
export const endsOfEpochs = (
  broker: Connected,
  asked: ReadonlyMap<string, readonly { readonly partition: number; readonly epoch: number }[]>,
): Promise<PartitionAnswer[]> =>
  callBroker(broker, {
    ...EPOCH_ENDS,
    write(encoder) {
      encoder.writeInt32(CONSUMER).writeInt32(asked.size);
      for (const [topic, partitions] of asked) {
        encoder.writeString(topic).writeInt32(partitions.length);
        for (const { partition, epoch } of partitions)
          encoder.writeInt32(partition).writeInt32(NO_EPOCH).writeInt32(epoch);
      }
      return encoder;
    },
    read: (decoder) =>
      readAnswers(decoder, (one) => {
        const error = one.readInt16();
        const partition = one.readInt32();
        one.readInt32(); // the epoch that the answer is about
        return { partition, error, offset: one.readInt64() };
      }),
  });

function readAnswers(
  decoder: Decoder,
  readOne: (decoder: Decoder) => Omit<PartitionAnswer, 'topic'>,
): PartitionAnswer[] {
  decoder.readInt32(); // throttle time
  return decoder
    .readArray((ofTopic) => {
      const topic = ofTopic.readString() ?? '';
      return ofTopic.readArray((one) => ({ topic, ...readOne(one) }));
    })
    .flat();
}
