import type { Reason } from './rejected.ts';

/** Limits of one body. Each is far above Temporal's limit for one payload (2 MiB of JSON). */
export interface Limits {
  readonly bytes: number;
  /** Fields, items and entries together. A value has at least two bytes of JSON. */
  readonly values: number;
  /** Of the value as JSON, at least: a name that has one byte in the body may have hundreds there. */
  readonly json: number;
  /** Map entries. With this many different keys, a key and its value have at least eight bytes of JSON. */
  readonly keys: number;
  /** Items without bytes, such as nulls, whose number the size of the body does not limit. */
  readonly unbackedItems: number;
  /** Nested records, arrays and maps, because each level uses the stack. The same limit as Protobuf's. */
  readonly depth: number;
}

export const DEFAULT_LIMITS: Limits = {
  bytes: 16 * 1024 * 1024,
  values: 2 ** 20,
  json: 16 * 1024 * 1024,
  keys: 2 ** 18,
  unbackedItems: 10_000,
  depth: 100,
};

/** Why a body cannot be decoded, and the place: field names of the schema and item numbers, never data. */
export interface Misfit {
  readonly reason: Extract<Reason, 'undecodable' | 'oversize'>;
  readonly place: string;
  readonly what: string;
}

/** A long that JavaScript or avsc cannot represent exactly. */
export const INEXACT = Infinity;

/** A position in a body, the remaining budgets, and the reason why it cannot be decoded, if any. */
export class Cursor {
  readonly bytes: Buffer;
  readonly limits: Limits;
  position = 0;
  private depth = 0;
  private values: number;
  private json: number;
  private keys: number;
  private unbacked: number;
  private failed: { reason: Misfit['reason']; what: string } | undefined;
  /** From the innermost to the outermost. */
  private readonly path: string[] = [];

  constructor(bytes: Buffer, limits: Limits) {
    this.bytes = bytes;
    this.limits = limits;
    this.values = limits.values;
    this.json = limits.json;
    this.keys = limits.keys;
    this.unbacked = limits.unbackedItems;
  }

  get left(): number {
    return this.bytes.length - this.position;
  }

  get misfit(): Misfit | undefined {
    return this.failed && { ...this.failed, place: placeOf(this.path) };
  }

  /** Records the reason. Always false, so that a check can return it. */
  fail(what: string, reason: Misfit['reason'] = 'undecodable'): false {
    this.failed = { reason, what };
    return false;
  }

  /** Adds one level of the place of a failure, from the inside out. Always false. */
  failedAt(segment: string | number): false {
    this.path.push(String(segment));
    return false;
  }

  skip(length: number): boolean {
    if (length > this.left) return this.fail('it ends too early');
    this.position += length;
    return true;
  }

  enter(): boolean {
    this.depth += 1;
    return (
      this.depth <= this.limits.depth || this.fail(`it is nested deeper than ${this.limits.depth} levels`)
    );
  }

  leave(): true {
    this.depth -= 1;
    return true;
  }

  spendValues(count: number): boolean {
    this.values -= count;
    return this.values >= 0 || this.fail(`it has more than ${this.limits.values} values`, 'oversize');
  }

  spendJson(bytes: number): boolean {
    this.json -= bytes;
    return (
      this.json >= 0 || this.fail(`it would have more than ${this.limits.json} bytes as JSON`, 'oversize')
    );
  }

  spendKeys(count: number): boolean {
    this.keys -= count;
    return this.keys >= 0 || this.fail(`it has more than ${this.limits.keys} map keys`, 'oversize');
  }

  spendUnbacked(count: number): boolean {
    this.unbacked -= count;
    return (
      this.unbacked >= 0 || this.fail(`it has more than ${this.limits.unbackedItems} items without bytes`)
    );
  }

  /** NaN if there is no long; `INEXACT` if it cannot be read exactly. */
  readLong(): number {
    const { bytes } = this;
    const end = bytes.length;
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      if (this.position >= end) return NaN;
      const byte = bytes[this.position++]!;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (low >>> 1) ^ -(low & 1);
    }
    // Bitwise operators have only 32 bits, so the rest needs floating point.
    let high = 0;
    for (let scale = 1; scale <= MOST_SIGNIFICANT; scale *= 128) {
      if (this.position >= end) return NaN;
      const byte = bytes[this.position++]!;
      high += (byte & 0x7f) * scale;
      if (byte < 0x80) return high < 2 ** 36 ? fromZigZag(high * 2 ** 28 + low, low) : NaN;
    }
    return NaN;
  }
}

/** Scale of the tenth byte, the last that a long may have. */
const MOST_SIGNIFICANT = 128 ** 5;

/**
 * avsc computes the zigzag number as a double: beyond 2^53, odd numbers, which are negative longs, are rounded to even
 * ones and so get the wrong sign.
 */
function fromZigZag(zigZag: number, low: number): number {
  if ((low & 1) === 1) return zigZag < 2 ** 53 ? -(zigZag + 1) / 2 : INEXACT;
  const long = zigZag / 2;
  return long < Number.MAX_SAFE_INTEGER ? long : INEXACT;
}

const MAX_PLACE = 200;

function placeOf(path: readonly string[]): string {
  const place = path.toReversed().join('.');
  return place.length <= MAX_PLACE ? place : `${place.slice(0, MAX_PLACE)}...`;
}
