/** Avro's binary encoding, piece by piece, so that bodies can be written that no encoder writes. */

/** Zigzag and base 128: any number, so that it may lie outside of 64 bits too. */
export function long(value: number | bigint): Buffer {
  const number = BigInt(value);
  const bytes: number[] = [];
  let rest = number < 0n ? -number * 2n - 1n : number * 2n;
  do {
    const more = rest > 0x7fn ? 0x80 : 0;
    bytes.push(Number(rest & 0x7fn) | more);
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/** Bytes, or a string as UTF-8, behind their length. */
export function blob(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([long(bytes.length), bytes]);
}

export function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

export function float(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

/** One block of items, and the end of them. */
export const items = (...encoded: readonly Buffer[]): Buffer =>
  Buffer.concat([...(encoded.length > 0 ? [long(encoded.length)] : []), ...encoded, long(0)]);
