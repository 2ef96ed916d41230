import { Watermark } from '../consumers/bridge/watermark.ts';

/** It follows the record that is settled last. */
export class HastyWatermark extends Watermark {
  #last: bigint | undefined;

  override complete(offset: bigint): void {
    super.complete(offset);
    this.#last = offset + 1n;
  }

  override get next(): bigint | undefined {
    return this.#last;
  }
}
