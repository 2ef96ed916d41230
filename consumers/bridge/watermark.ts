/**
 * The offset that a partition may be committed to while records settle in any order. Offsets begin in ascending order;
 * they need not be dense, for compaction and transactions leave gaps.
 */
export class Watermark {
  /** Offsets begun and not yet passed by the watermark, ascending; true once settled. */
  readonly #begun = new Map<bigint, boolean>();
  #next: bigint | undefined;
  #last = 0n;

  begin(offset: bigint): void {
    this.#begun.set(offset, false);
    this.#last = offset;
  }

  complete(offset: bigint): void {
    this.#begun.set(offset, true);
    // A Map iterates in insertion order, which is offset order: stop at the first that is not settled.
    for (const [begun, settled] of this.#begun) {
      if (!settled) return;
      this.#begun.delete(begun);
      this.#next = begun + 1n;
    }
  }

  /** The offset to commit, Kafka's "next to read": everything before it is settled. Undefined at first. */
  get next(): bigint | undefined {
    return this.#next;
  }

  /** Records begun that the watermark has not passed. */
  get pending(): number {
    return this.#begun.size;
  }

  /** From the first unsettled offset to the last begun: what a redelivery would bring again. */
  get span(): bigint {
    const [first] = this.#begun.keys();
    return first === undefined ? 0n : this.#last - first + 1n;
  }
}
