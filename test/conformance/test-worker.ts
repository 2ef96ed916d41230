import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import type { PartitionWorker } from '../../consumers/bridge/source.ts';

/** A worker of one partition that a test drives. It takes every record until it is paused, and settles on demand. */
export class TestWorker implements PartitionWorker {
  readonly taken: InboundRecord[] = [];
  /** How often a record was offered that was not taken. */
  refusals = 0;
  isClosed = false;
  committable: bigint | undefined;
  #paused: PromiseWithResolvers<void> | undefined;
  #settled = 0;
  /** Up to here there is no record behind those that were offered. */
  #passed = -1n;
  #idle = Promise.withResolvers<void>();

  /** Takes nothing until `resume`. */
  pause(): this {
    this.#paused = Promise.withResolvers();
    return this;
  }

  resume(): void {
    this.#paused?.resolve();
    this.#paused = undefined;
  }

  /** Settles everything that was taken. */
  settle(): void {
    this.#settled = this.taken.length;
    const last = this.taken.at(-1)?.offset ?? -1n;
    const passed = this.#passed > last ? this.#passed : last;
    if (passed >= 0n) this.committable = passed + 1n;
    this.#idle.resolve();
    this.#idle = Promise.withResolvers();
  }

  get values(): string[] {
    return this.taken.map(({ value }) => String(value));
  }

  async offer(record: InboundRecord) {
    if (this.#paused) {
      this.refusals += 1;
      return { until: this.#paused.promise };
    }
    this.taken.push(record);
    return undefined;
  }

  skip(last: bigint): void {
    this.#passed = last;
    if (this.inFlight === 0) this.committable = last + 1n;
  }

  get inFlight(): number {
    return this.taken.length - this.#settled;
  }

  async idle(): Promise<void> {
    while (this.inFlight > 0) await this.#idle.promise;
  }

  close(): void {
    this.isClosed = true;
  }
}
