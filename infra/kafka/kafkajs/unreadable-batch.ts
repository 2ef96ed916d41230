import type { KafkaMessage } from 'ktb-kafkajs';
import { reasonOf } from '../../user-error.ts';
import { noRecord } from './end-of-batch.ts';

/** Records that are in the log and cannot be had: their batch does not decompress or decode, or not within bounds. */
export class UnreadableBatch extends Error {
  override readonly name = 'UnreadableBatch';
  readonly firstOffset: string;
  readonly lastOffset: string;
  constructor(firstOffset: bigint, lastOffset: bigint, cause: unknown) {
    super(`cannot read offsets ${firstOffset} to ${lastOffset}: ${reasonOf(cause)}`, { cause });
    this.firstOffset = String(firstOffset);
    this.lastOffset = String(lastOffset);
  }
}

/** Beside the messages, not in them: what a record holds can never look like it. */
const errors = new WeakMap<object, UnreadableBatch>();

/** Set if a message is no record, but the sign of a batch that cannot be read; nothing after it was fetched. */
export const unreadableBatch = (message: KafkaMessage): UnreadableBatch | undefined => errors.get(message);

/**
 * The message in place of the batch. It has the last offset, as kafkajs drops what is below the offset that it asked
 * for: that may lie within the batch, and then the problem would not be seen. No transaction, as those that were aborted are
 * dropped too, and whether this one was is in doubt.
 */
export function markerOf(error: UnreadableBatch) {
  const marker = noRecord(error.lastOffset);
  errors.set(marker, error);
  return marker;
}
