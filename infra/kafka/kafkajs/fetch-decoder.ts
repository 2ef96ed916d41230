// First, for what decodes batches takes it as it is then.
import './record-decoder.ts';
import { chargedTo, MAX_MEMORY_BYTES, MAX_RECORDS } from './decoded-memory.ts';
import { endOfBatch, type FetchedMessage } from './end-of-batch.ts';
import { internal, replaceInternal, type Decoder } from './internals.ts';
import { markerOf, UnreadableBatch } from './unreadable-batch.ts';

type DecodeMessages = (response: Decoder) => Promise<FetchedMessage[]>;

const NewDecoder = internal<new (buffer: Buffer) => Decoder>('protocol/decoder.js');
const crc32c = internal<(bytes: Buffer) => number>('protocol/recordBatch/crc32C/index.js');
const decodeBatch = internal<(decoder: Decoder) => Promise<{ records: FetchedMessage[] }>>(
  'protocol/recordBatch/v0/decoder.js',
);

/** Where a batch has what; frozen in Kafka's protocol. The length counts what follows it. */
const LENGTH_AT = 8;
const LENGTH_END = 12;
const EPOCH_AT = 12;
const MAGIC_AT = 16;
const CHECKSUM_AT = 17;
const CHECKED_FROM = 21;
const LAST_OFFSET_DELTA_AT = 23;
const RECORD_COUNT_AT = 57;
const HEADER_BYTES = 61;
/** Of what Kafka writes since 0.11. */
const MAGIC = 2;

/**
 * kafkajs 2.2.4 fails the whole fetch, of all partitions that a broker leads, for one batch that it cannot read, and
 * again with every try; it does not check the batch's checksum; and more than some 120,000 records of one batch overflow
 * its stack. Here such a batch ends the messages of its partition with one that `unreadableBatch` knows, and what comes
 * before it is delivered. What a response decodes to is bounded, too: from there on it counts as not fetched yet. kafkajs
 * never reads past a batch that compaction left without records, and asks for it for ever: see `endOfBatch`.
 */
replaceInternal<DecodeMessages>('protocol/requests/fetch/v4/decodeMessages.js', () => async (response) => {
  const size = Math.max(0, response.readInt32());
  const batches = response.buffer.subarray(response.offset, response.offset + size);
  response.offset += size;
  return decodeBatches(new NewDecoder(batches), response);
});

/** How much of its bound a response has taken, over all of its partitions. */
const taken = new WeakMap<Decoder, number>();

async function decodeBatches(decoder: Decoder, response: Decoder): Promise<FetchedMessage[]> {
  const messages: FetchedMessage[] = [];
  while (decoder.canReadBytes(LENGTH_END) && takenOf(response) < MAX_MEMORY_BYTES) {
    const length = LENGTH_END + Math.max(0, decoder.buffer.readInt32BE(decoder.offset + LENGTH_AT));
    // The broker cuts what it sends at a number of bytes.
    if (!decoder.canReadBytes(length)) break;
    const batch = decoder.buffer.subarray(decoder.offset, decoder.offset + length);
    try {
      check(batch);
      const { records } = await decodeBatch(decoder);
      // One by one: as arguments, they would have to fit on the stack.
      for (const record of records) messages.push(record);
      const last = lastOffsetOf(batch);
      if (records.at(-1)?.offset !== String(last)) messages.push(endOfBatch(last, epochOf(batch)));
      if (records[0]) taken.set(response, takenOf(response) + chargedTo(records[0].batchContext));
    } catch (cause) {
      messages.push(markerOf(unreadable(batch, cause)));
      break;
    }
  }
  return messages;
}

const takenOf = (response: Decoder): number => taken.get(response) ?? 0;

function check(batch: Buffer): void {
  if (batch[MAGIC_AT] !== MAGIC) throw new Error('the batch has an unknown format');
  if (batch.length < HEADER_BYTES) throw new Error('the batch is shorter than its header');
  if (crc32c(batch.subarray(CHECKED_FROM)) !== batch.readUInt32BE(CHECKSUM_AT)) {
    throw new Error('the batch does not have its checksum');
  }
  const count = batch.readInt32BE(RECORD_COUNT_AT);
  if (count < 0 || count > MAX_RECORDS) throw new Error(`the batch has not 0 to ${MAX_RECORDS} records`);
}

function unreadable(batch: Buffer, cause: unknown): UnreadableBatch {
  return new UnreadableBatch(batch.readBigInt64BE(0), lastOffsetOf(batch), cause);
}

const epochOf = (batch: Buffer): number => batch.readInt32BE(EPOCH_AT);

function lastOffsetOf(batch: Buffer): bigint {
  const delta = batch.length < HEADER_BYTES ? 0 : Math.max(0, batch.readInt32BE(LAST_OFFSET_DELTA_AT));
  return batch.readBigInt64BE(0) + BigInt(delta);
}
