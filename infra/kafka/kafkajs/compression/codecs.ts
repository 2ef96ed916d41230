import { promisify } from 'node:util';
import { gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib';
import { internal, type Encoder } from '../internals.ts';
import { TooLarge } from './bounded-output.ts';
import { decompressLz4 } from './lz4.ts';
import { decompressSnappy } from './snappy.ts';

interface Codec {
  compress(records: Encoder): Promise<Buffer>;
  /** Throws if the bytes are corrupt, or become too many. */
  decompress(compressed: Buffer): Promise<Buffer>;
}

/**
 * No batch may become larger than this. Brokers take batches of 1 MiB unless told otherwise, and producers fill theirs
 * by what they expect to be left after compression, so that a usual one becomes some 10 MiB.
 */
export const MAX_DECOMPRESSED_BYTES = 64 * 1024 * 1024;

/** kafkajs 2.2.4 comes with gzip only, and without a bound: what gzip makes of 1 MiB may be 1 GiB. */
const codecs = internal<{ Codecs: Record<number, () => Codec> }>(
  'protocol/message/compression/index.js',
).Codecs;

type Decompress = (compressed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const nodes = (compress: (plain: Buffer) => Promise<Buffer>, decompress: Decompress): Codec => ({
  compress: ({ buffer }) => compress(buffer),
  async decompress(compressed) {
    try {
      return await decompress(compressed, { maxOutputLength: MAX_DECOMPRESSED_BYTES });
    } catch (error) {
      throw isTooLarge(error) ? new TooLarge(MAX_DECOMPRESSED_BYTES) : error;
    }
  },
});

const ours = (decompress: (compressed: Buffer, limit: number) => Buffer): Codec => ({
  compress: () => Promise.reject(new Error('this compression can be read, not written')),
  decompress: async (compressed) => decompress(compressed, MAX_DECOMPRESSED_BYTES),
});

/** By the number in a batch's attributes, which has three bits. kafkajs takes one that it does not know for plain. */
const CODECS: readonly (Codec | undefined)[] = [
  undefined,
  nodes(promisify(gzip), promisify(gunzip)),
  ours(decompressSnappy),
  ours(decompressLz4),
  nodes(promisify(zstdCompress), promisify(zstdDecompress)),
];
for (let type = 1; type < 8; type += 1) {
  codecs[type] = () => {
    const codec = CODECS[type];
    if (!codec) throw new Error(`there is no compression ${type}`);
    return codec;
  };
}

const isTooLarge = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
