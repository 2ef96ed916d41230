import type { InboundRecord } from './inbound-record.ts';
import { Watermark } from './watermark.ts';

/** How much of one partition may be in flight at once. A record larger than `bytes` still goes, alone. */
export interface WindowLimits {
  readonly records: number;
  /** From the oldest unsettled offset to the newest. */
  readonly span: number;
  /** Of memory, roughly: what came over the wire, and what was decoded of it. */
  readonly bytes: number;
}

const DEFAULT_LIMITS: WindowLimits = { records: 256, span: 10_000, bytes: 16 * 1024 * 1024 };

/** What of one partition is in flight, the bound on it, and the offset up to which everything is settled. */
export class Window {
  readonly #limits: WindowLimits;
  readonly #watermark: Watermark;
  /** By record, so that the same is taken off that was added. */
  readonly #sizes = new WeakMap<InboundRecord, number>();
  #bytes = 0;
  #freed = Promise.withResolvers<void>();

  constructor(limits = DEFAULT_LIMITS, watermark = new Watermark()) {
    this.#limits = limits;
    this.#watermark = watermark;
  }

  get isFull(): boolean {
    const { records, span, bytes } = this.#limits;
    return this.inFlight >= records || this.#watermark.span >= BigInt(span) || this.#bytes >= bytes;
  }

  /** @param weight what it takes in memory beside the record, in bytes. Default 0 */
  admit(record: InboundRecord, weight = 0): void {
    const size = sizeOf(record) + weight;
    this.#sizes.set(record, size);
    this.#watermark.begin(record.offset);
    this.#bytes += size;
  }

  release(record: InboundRecord): void {
    this.#watermark.complete(record.offset);
    this.#bytes -= this.#sizes.get(record) ?? 0;
    this.#freed.resolve();
    this.#freed = Promise.withResolvers();
  }

  /** Lets the watermark pass offsets that hold no record, once it has passed the records before them. */
  skip(last: bigint): void {
    this.#watermark.begin(last);
    this.#watermark.complete(last);
  }

  /** Resolves when a record is settled next. */
  get freed(): Promise<void> {
    return this.#freed.promise;
  }

  /** Records begun that the watermark has not passed. */
  get inFlight(): number {
    return this.#watermark.pending;
  }

  /** The offset to commit; see `Watermark`. */
  get committable(): bigint | undefined {
    return this.#watermark.next;
  }
}

function sizeOf({ key, value, headers }: InboundRecord): number {
  let bytes = (key?.length ?? 0) + (value?.length ?? 0);
  for (const name in headers) {
    for (const one of [headers[name]].flat()) bytes += name.length + (one?.length ?? 0);
  }
  return bytes;
}
