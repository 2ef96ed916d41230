/** The decompressed bytes would be more than are allowed. */
export class TooLarge extends Error {
  constructor(limit: number) {
    super(`decompresses to more than ${limit} bytes`);
  }
}

/** Below so many bytes a loop is faster than a call. */
const SHORT = 24;

/**
 * What LZ4 and Snappy write into: literal bytes, and repetitions of what was written before. Grows with what is written,
 * never with what the data announces, and throws a `TooLarge` at the limit.
 */
export class BoundedOutput {
  #bytes: Buffer;
  #length = 0;
  readonly #limit: number;

  constructor(limit: number, first: number) {
    this.#limit = limit;
    this.#bytes = Buffer.allocUnsafe(Math.min(limit, first));
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Throws if `input` has fewer than `count` bytes from `start` on. */
  append(input: Buffer, start: number, count: number): void {
    if (count > input.length - start) throw new Error('compressed bytes end too early');
    this.#reserve(count);
    input.copy(this.#bytes, this.#length, start, start + count);
    this.#length += count;
  }

  /** Writes again what is `distance` bytes back, which may overlap what it writes, but not begin before `start`. */
  repeat(distance: number, count: number, start = 0): void {
    const from = this.#length - distance;
    if (distance === 0 || from < start) throw new Error('compressed bytes refer to what is not there');
    this.#reserve(count);
    const to = this.#length;
    const bytes = this.#bytes;
    if (count < SHORT) for (let i = 0; i < count; i += 1) bytes[to + i] = bytes[from + i]!;
    else {
      for (let done = 0; done < count;) {
        const chunk = Math.min(count - done, distance + done);
        bytes.copyWithin(to + done, from, from + chunk);
        done += chunk;
      }
    }
    this.#length += count;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    if (needed > this.#limit) throw new TooLarge(this.#limit);
    const larger = Buffer.allocUnsafe(Math.min(this.#limit, Math.max(needed, 2 * this.#bytes.length)));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
