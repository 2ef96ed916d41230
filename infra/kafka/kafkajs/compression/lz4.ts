import { BoundedOutput } from './bounded-output.ts';

const MAGIC = 0x184d2204;
const VERSION = 1;
/** Flags of a frame, and the bytes that each adds. */
const HAS_BLOCK_CHECKSUMS = 0x10;
const HAS_CONTENT_SIZE = 0x08;
const HAS_CONTENT_CHECKSUM = 0x04;
const HAS_DICTIONARY = 0x01;
/** Of a block's size: its bytes are as they were. */
const IS_STORED = 0x80000000;
/** A run of a sequence that is longer than its four bits can tell. */
const MORE = 15;
const SHORTEST_MATCH = 4;

/**
 * LZ4 in its frame format. Checksums are left alone, as a batch has one of its own. Throws if the bytes are corrupt,
 * and a `TooLarge` if they become more than `limit`.
 *
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export function decompressLz4(input: Buffer, limit: number): Buffer {
  const output = new BoundedOutput(limit, 4 * input.length);
  for (let at = 0; at < input.length;) at = decodeFrame(input, at, output);
  return output.bytes;
}

/** Returns where the next frame begins. */
function decodeFrame(input: Buffer, start: number, output: BoundedOutput): number {
  const flags = input.readUInt8(start + 4);
  if (input.readUInt32LE(start) !== MAGIC || flags >> 6 !== VERSION) throw new Error('not an LZ4 frame');
  if (flags & HAS_DICTIONARY) throw new Error('LZ4 with a dictionary is not supported');
  // Magic, flags, block size, what the flags add, checksum of the header.
  let at = start + 6 + (flags & HAS_CONTENT_SIZE ? 8 : 0) + 1;
  for (;;) {
    const word = input.readUInt32LE(at);
    const size = word % IS_STORED;
    at += 4;
    if (word === 0) return at + (flags & HAS_CONTENT_CHECKSUM ? 4 : 0);
    if (word >= IS_STORED) output.append(input, at, size);
    else if (size > input.length - at) throw new Error('compressed bytes end too early');
    else decodeBlock(input.subarray(at, at + size), output);
    at += size + (flags & HAS_BLOCK_CHECKSUMS ? 4 : 0);
  }
}

/** Sequences of literal bytes and a repetition, which may reach into earlier blocks; the last has literals only. */
function decodeBlock(input: Buffer, output: BoundedOutput): void {
  let at = 0;
  const readRun = (run: number): number => {
    let length = run;
    for (let byte = run === MORE ? 255 : 0; byte === 255;) {
      byte = input.readUInt8(at);
      length += byte;
      at += 1;
    }
    return length;
  };
  for (;;) {
    const token = input.readUInt8(at);
    at += 1;
    const literals = readRun(token >> 4);
    output.append(input, at, literals);
    at += literals;
    if (at === input.length) return;
    const distance = input.readUInt16LE(at);
    at += 2;
    output.repeat(distance, SHORTEST_MATCH + readRun(token & 0b1111));
  }
}
