import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import type { KafkaMessage } from 'ktb-kafkajs';
import '../../../../infra/kafka/kafkajs/patches.ts';
import { internal, type Decoder, type Encoder } from '../../../../infra/kafka/kafkajs/internals.ts';
import { unreadableBatch } from '../../../../infra/kafka/kafkajs/unreadable-batch.ts';
import { corruptionsOf } from './fuzz.ts';
import { unpatched } from './unpatched.ts';

type DecodeMessages = (response: Decoder) => Promise<KafkaMessage[]>;

const PATH = 'protocol/requests/fetch/v4/decodeMessages.js';
const NewDecoder = internal<new (buffer: Buffer) => Decoder>('protocol/decoder.js');
const encodeRecord = internal<(record: object) => Encoder>('protocol/recordBatch/record/v0/index.js');
const { RecordBatch } = internal<{ RecordBatch: (batch: object) => Promise<Encoder> }>(
  'protocol/recordBatch/v0/index.js',
);
const crc32c = internal<(bytes: Buffer) => number>('protocol/recordBatch/crc32C/index.js');
const GZIP = 1;

interface BatchOptions {
  readonly at: number;
  readonly values?: readonly string[];
  /** The records instead, compressed with gzip. */
  readonly gzipped?: Buffer;
  readonly count?: number;
  /** Changes bytes of the batch before it gets its checksum. */
  readonly change?: (batch: Buffer) => void;
}

async function batchOf(options: BatchOptions): Promise<Buffer> {
  const { at, values = ['', ''], gzipped, count = values.length, change } = options;
  const records = values.map((value, offsetDelta) => encodeRecord({ key: null, value, offsetDelta }));
  const { buffer } = await RecordBatch({ records, lastOffsetDelta: count - 1 });
  const batch = gzipped ? Buffer.concat([buffer.subarray(0, 61), gzipped]) : Buffer.from(buffer);
  batch.writeBigInt64BE(BigInt(at), 0);
  batch.writeInt32BE(batch.length - 12, 8);
  if (gzipped) batch.writeInt16BE(GZIP, 21);
  batch.writeInt32BE(count, 57);
  change?.(batch);
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}

/** The record sets of partitions, as they stand in a response, one behind the other. */
function responseOf(...partitions: Buffer[][]): Decoder {
  const sets = partitions.flatMap((batches) => {
    const size = Buffer.alloc(4);
    size.writeInt32BE(Buffer.concat(batches).length);
    return [size, ...batches];
  });
  return new NewDecoder(Buffer.concat(sets));
}

const decode = (response: Decoder) => internal<DecodeMessages>(PATH)(response);
const byKafkajs = (response: Decoder) => unpatched<DecodeMessages>(PATH)(response);

/** A message in a word: its offset and value, or what cannot be read instead. */
function inShort(message: KafkaMessage): string {
  const error = unreadableBatch(message);
  return error
    ? `${message.offset}: ${error.firstOffset} to ${error.lastOffset} unreadable`
    : `${message.offset}: ${message.value?.toString()}`;
}

const GOOD = { at: 10, values: ['a', 'b'] };

const bad = (options: Omit<BatchOptions, 'at'>) => batchOf({ at: 12, ...options });

const UNREADABLE: [name: string, batch: Promise<Buffer>, reason: string][] = [
  ['a bomb', bad({ gzipped: gzipSync(Buffer.alloc(2 ** 26 + 1)) }), 'decompresses to more'],
  ['garbage for gzip', bad({ gzipped: Buffer.alloc(50, 9) }), 'incorrect header check'],
  ['an unknown compression', bad({ change: (batch) => batch.writeInt16BE(6, 21) }), 'no compression 6'],
  ['another format', bad({ change: (batch) => batch.writeInt8(3, 16) }), 'unknown format'],
  ['fewer records than it says', bad({ change: (batch) => batch.writeInt32BE(9, 57) }), 'outside buffer'],
  ['millions of records', bad({ change: (batch) => batch.writeInt32BE(2 ** 24, 57) }), 'has not 0 to'],
  ['a negative number of records', bad({ change: (batch) => batch.writeInt32BE(-9, 57) }), 'records'],
  ['another checksum', bad({}).then((batch) => batch.fill(7, 70)), 'checksum'],
];

test.each(UNREADABLE)(
  'of a batch with %s, its partition ends with a message that says so, and other partitions go on',
  async (_, batch, reason) => {
    const [before, after] = [await batchOf(GOOD), await batchOf({ at: 14, values: ['c'] })];
    const response = responseOf([before, await batch, after], [after]);
    const messages = await decode(response);
    expect(messages.map(inShort)).toEqual(['10: a', '11: b', '13: 12 to 13 unreadable']);
    expect(unreadableBatch(messages[2]!)?.message).toContain(reason);
    expect((await decode(response)).map(inShort)).toEqual(['14: c']);
  },
);

test('by itself kafkajs throws for a batch that does not decompress, and takes one with a wrong checksum', async () => {
  const [, garbage] = UNREADABLE[1]!;
  await expect(byKafkajs(responseOf([await batchOf(GOOD), await garbage]))).rejects.toThrow(
    'incorrect header check',
  );
  const corrupt = await batchOf(GOOD).then((batch) => batch.fill('z', 68, 69));
  expect(await byKafkajs(responseOf([corrupt]))).toHaveLength(2);
  expect((await decode(responseOf([corrupt]))).map(inShort)).toEqual(['11: 10 to 11 unreadable']);
});

test('no record can pass for such a message', async () => {
  const [record] = await decode(responseOf([await batchOf(GOOD)]));
  const [marker] = await decode(responseOf([await UNREADABLE[1]![1]]));
  expect(unreadableBatch({ ...record, ...marker } as KafkaMessage)).toBeUndefined();
});

test('a batch that the broker has cut off is not fetched yet', async () => {
  const [whole, next] = [await batchOf(GOOD), await batchOf({ at: 12, values: ['c'] })];
  for (const bytes of [5, 17, 60, 61, next.length - 1]) {
    const messages = await decode(responseOf([whole, next.subarray(0, bytes)]));
    expect(messages.map(inShort)).toEqual(['10: a', '11: b']);
  }
});

test('whatever is changed in a batch, with a checksum that fits, nothing is thrown and the next partition goes on', async () => {
  const next = await batchOf(GOOD);
  const batch = await batchOf({ at: 12, values: ['a', 'bc', 'def'] });
  for (const corrupt of corruptionsOf(batch, 5_000)) {
    if (corrupt.length > 61) corrupt.writeUInt32BE(crc32c(corrupt.subarray(21)), 17);
    const response = responseOf([corrupt], [next]);
    await decode(response);
    expect(await decode(response)).toHaveLength(2);
  }
});

test('a partition without records has none', async () => {
  const response = responseOf([], [await batchOf(GOOD)]);
  expect(await decode(response)).toEqual([]);
  expect(await decode(response)).toHaveLength(2);
});

/** Records without anything in them, all of the same offset. */
function emptyRecords(count: number): Buffer {
  const { buffer } = encodeRecord({ key: null, value: '' });
  return Buffer.alloc(buffer.length * count, buffer);
}

test('200,000 records of one batch are read, where kafkajs overflows the stack', async () => {
  const batch = await batchOf({ at: 0, gzipped: gzipSync(emptyRecords(200_000)), count: 200_000 });
  const records = (await decode(responseOf([batch]))).filter(({ value }) => value !== null);
  expect(records).toHaveLength(200_000);
  await expect(byKafkajs(responseOf([batch]))).rejects.toThrow('call stack');
});

test('a batch whose records and headers take more memory than they may is unreadable', async () => {
  const headers = { h: Array.from({ length: 300_000 }, () => '') };
  const record = encodeRecord({ key: null, value: '', headers }).buffer;
  const gzipped = gzipSync(Buffer.concat([record, record, record]));
  const [marker, ...others] = await decode(responseOf([await batchOf({ at: 0, gzipped, count: 3 })]));
  expect(unreadableBatch(marker!)?.message).toContain('bytes of memory');
  expect(others).toEqual([]);
});

test('a batch whose length is not one has its first offset at least', async () => {
  const batch = await bad({ change: (batch) => batch.writeInt32BE(-1, 8) });
  expect((await decode(responseOf([batch]))).map(inShort)).toEqual(['12: 12 to 12 unreadable']);
});

test('what follows in a response that has become large waits for the next one', async () => {
  const gzipped = gzipSync(encodeRecord({ key: null, value: Buffer.alloc(60 * 2 ** 20) }).buffer);
  const batches = await Promise.all([0, 1, 2, 3, 4, 5].map((at) => batchOf({ at, gzipped, count: 1 })));
  const response = responseOf(batches, [await batchOf(GOOD)]);
  expect((await decode(response)).map(({ offset }) => offset)).toEqual(['0', '1', '2', '3', '4']);
  expect(await decode(response)).toEqual([]);
});
