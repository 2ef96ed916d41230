import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { CompressionCodecs } from 'ktb-kafkajs';
import { MAX_DECOMPRESSED_BYTES } from '../../../../../infra/kafka/kafkajs/compression/codecs.ts';
import { unpatched } from '../unpatched.ts';
import { LZ4_FRAME, SNAPPY_BLOCK, SNAPPY_XERIAL, TEXT } from './golden.ts';

interface Codec {
  compress(records: { readonly buffer: Buffer }): Promise<Buffer>;
  decompress(compressed: Buffer): Promise<Buffer>;
}

const codecs = CompressionCodecs as Record<number, () => Codec>;
const [GZIP, SNAPPY, LZ4, ZSTD] = [1, 2, 3, 4] as const;

const kafkajs = () => unpatched<{ Codecs: typeof codecs }>('protocol/message/compression/index.js').Codecs;

test.each([
  ['gzip', GZIP, gzipSync(TEXT)],
  ['snappy of librdkafka', SNAPPY, SNAPPY_BLOCK],
  ['snappy of Java', SNAPPY, SNAPPY_XERIAL],
  ['lz4', LZ4, LZ4_FRAME],
  ['zstd', ZSTD, zstdCompressSync(TEXT)],
])('%s is decompressed', async (_, type, compressed) => {
  expect((await codecs[type]!().decompress(compressed)).toString()).toBe(TEXT);
});

test.each([SNAPPY, LZ4, ZSTD])('kafkajs by itself does not have compression %i', (type) => {
  expect(() => kafkajs()[type]!()).toThrow('not implemented');
});

test.each([
  ['gzip', GZIP],
  ['zstd', ZSTD],
])('%s compresses what it decompresses', async (_, type) => {
  const codec = codecs[type]!();
  const compressed = await codec.compress({ buffer: Buffer.from(TEXT) });
  expect((await codec.decompress(compressed)).toString()).toBe(TEXT);
});

const TOO_MANY_ZEROS = Buffer.alloc(MAX_DECOMPRESSED_BYTES + 1);
const BOMBS: [name: string, type: number, bomb: Buffer][] = [
  ['gzip', GZIP, gzipSync(TOO_MANY_ZEROS)],
  ['zstd', ZSTD, zstdCompressSync(TOO_MANY_ZEROS)],
  // A block that announces 64 MiB and a byte; a frame whose one repetition has so many bytes of length.
  ['snappy', SNAPPY, Buffer.from('818080200061', 'hex')],
  ['lz4', LZ4, lz4Bomb()],
];

test.each(BOMBS)('%s that becomes too much is refused', async (_, type, bomb) => {
  await expect(codecs[type]!().decompress(bomb)).rejects.toThrow('decompresses to more than');
});

test('kafkajs by itself decompresses whatever becomes of it', async () => {
  const [, , bomb] = BOMBS[0]!;
  expect(await kafkajs()[GZIP]!().decompress(bomb)).toHaveLength(MAX_DECOMPRESSED_BYTES + 1);
});

test.each([
  ['gzip', GZIP, 'incorrect header check'],
  ['snappy', SNAPPY, 'no length'],
  ['lz4', LZ4, 'not an LZ4 frame'],
  ['zstd', ZSTD, 'Unknown frame descriptor'],
])('garbage is no %s', async (_, type, reason) => {
  await expect(codecs[type]!().decompress(Buffer.alloc(100, 0xff))).rejects.toThrow(reason);
});

test.each([5, 6, 7])('compression %i is unknown, where kafkajs takes its bytes for records', (type) => {
  expect(() => codecs[type]!()).toThrow(`no compression ${type}`);
  expect(kafkajs()[type]).toBeUndefined();
});

/** Flags and block size, one sequence: a literal, and a repetition whose length goes on with bytes of 255. */
function lz4Bomb(): Buffer {
  const sequence = Buffer.concat([
    Buffer.from('1f610100', 'hex'),
    Buffer.alloc(MAX_DECOMPRESSED_BYTES / 255 + 1, 255),
    Buffer.from('000061', 'hex'),
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(sequence.length);
  return Buffer.concat([Buffer.from('04224d18604082', 'hex'), size, sequence, Buffer.alloc(4)]);
}
