/** A transaction that a broker names as aborted: where its producer wrote its first record. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

/** A batch as it lies in the log. Compaction can take any of its records away, even all of them. */
export interface LogBatch<Message> {
  readonly lastOffset: bigint;
  readonly producerId: bigint;
  readonly isTransactional: boolean;
  /** A marker, which ends a transaction and is no record for a reader: known by the batch's flag, never by its key. */
  readonly marker: 'abort' | 'commit' | 'other' | undefined;
  readonly messages: readonly Message[];
}

export interface CommittedRecords<Message> {
  readonly records: Message[];
  /** The offset to read next: past every batch, whether it holds records or not. */
  readonly next: bigint;
}

/**
 * What a reader of committed records may see of a fetch: Kafka's `read_committed`. The broker lists the transactions that
 * it knows as aborted, in no order that a reader may rely on. Each opens as its first offset is passed, and ends with
 * its producer's abort marker.
 *
 * @param from the offset that was asked for: a fetch begins with the batch that holds it
 */
export function committedRecords<Message extends { readonly offset: bigint }>(
  batches: readonly LogBatch<Message>[],
  aborted: readonly AbortedTransaction[],
  from: bigint,
): CommittedRecords<Message> {
  const coming = aborted.toSorted((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const open = new Set<bigint>();
  const records: Message[] = [];
  let next = from;
  for (const { lastOffset, producerId, isTransactional, marker, messages } of batches) {
    while (coming[0] && coming[0].firstOffset <= lastOffset) open.add(coming.shift()!.producerId);
    if (marker === 'abort') open.delete(producerId);
    const isVisible = marker === undefined && !(isTransactional && open.has(producerId));
    if (isVisible) for (const message of messages) if (message.offset >= from) records.push(message);
    if (lastOffset >= next) next = lastOffset + 1n;
  }
  return { records, next };
}
