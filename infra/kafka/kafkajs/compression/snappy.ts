import { BoundedOutput, TooLarge } from './bounded-output.ts';

/** Java's clients cut what they compress into blocks, after this magic and two versions of 4 bytes each. */
const XERIAL_MAGIC = Buffer.from('\x82SNAPPY\0', 'latin1');
const XERIAL_HEADER_BYTES = 16;

/**
 * Snappy as Java's clients write it (xerial's framing) and as librdkafka does (one block). Throws if the bytes are
 * corrupt, and a `TooLarge` if they become more than `limit`.
 *
 * @see https://github.com/google/snappy/blob/main/format_description.txt
 */
export function decompressSnappy(input: Buffer, limit: number): Buffer {
  const output = new BoundedOutput(limit, 4 * input.length);
  if (!input.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) decodeBlock(input, output, limit);
  else {
    for (let at = XERIAL_HEADER_BYTES; at < input.length;) {
      const start = at + 4;
      at = start + input.readUInt32BE(at);
      if (at > input.length) throw new Error('compressed bytes end too early');
      decodeBlock(input.subarray(start, at), output, limit);
    }
  }
  return output.bytes;
}

/** A block says how long it becomes, then how; it refers to nothing before itself. */
function decodeBlock(input: Buffer, output: BoundedOutput, limit: number): void {
  const start = output.length;
  const { announced, next } = readAnnounced(input);
  if (announced > limit - start) throw new TooLarge(limit);
  for (let at = next; at < input.length;) {
    const tag = input.readUInt8(at);
    const bits = tag >> 2;
    at += 1;
    switch (tag & 0b11) {
      case 0: {
        const lengthBytes = Math.max(0, bits - 59);
        const count = 1 + (lengthBytes === 0 ? bits : input.readUIntLE(at, lengthBytes));
        output.append(input, at + lengthBytes, count);
        at += lengthBytes + count;
        break;
      }
      case 1:
        output.repeat(((tag >> 5) << 8) | input.readUInt8(at), 4 + (bits & 0b111), start);
        at += 1;
        break;
      case 2:
        output.repeat(input.readUInt16LE(at), bits + 1, start);
        at += 2;
        break;
      default:
        output.repeat(input.readUInt32LE(at), bits + 1, start);
        at += 4;
    }
  }
  if (output.length - start !== announced)
    throw new Error('compressed bytes become another length than announced');
}

/** A varint of at most 32 bits. */
function readAnnounced(input: Buffer): { announced: number; next: number } {
  let announced = 0;
  for (let at = 0; at < 5; at += 1) {
    const byte = input.readUInt8(at);
    announced += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { announced, next: at + 1 };
  }
  throw new Error('compressed bytes announce no length');
}
