/** A message as kafkajs decodes it from a fetch. */
export interface FetchedMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  /** What the messages of a batch have in common: one object for all of them. */
  readonly batchContext: {
    readonly producerId?: string;
    readonly inTransaction: boolean;
    readonly isControlBatch?: boolean;
    readonly partitionLeaderEpoch?: number;
  };
}

/** A message of kafkajs that is no record. */
export const noRecord = (offset: string) => ({
  magicByte: 2,
  attributes: 0,
  timestamp: '0',
  offset,
  key: null,
  value: null,
  headers: {},
  isControlRecord: false,
  // In no transaction, as records of one that was aborted are dropped.
  batchContext: { inTransaction: false },
});

/**
 * The end of a batch whose last records are not there: compaction took them, or a transaction was aborted. kafkajs reads
 * on behind the last message that it sees, and so past this one, which it takes for a marker and does not deliver.
 */
export const endOfBatch = (offset: bigint, partitionLeaderEpoch: number): FetchedMessage => ({
  ...noRecord(String(offset)),
  ...CONTROL,
  batchContext: { inTransaction: false, isControlBatch: true, partitionLeaderEpoch },
});

/** As brokers write it that know none. */
export const NO_EPOCH = -1;
const CONTROL = { isControlRecord: true };

/** Beside the messages, not in them: what a record holds can never look like it. */
const endMarks = new WeakSet<object>();

/** Whether a message is no record, but says that nothing else is to be read up to its offset. */
export const isEndMark = (message: object): boolean => endMarks.has(message);

/** A message behind the records of a fetch, up to whose offset the fetch came. It is handed out, and skipped there. */
export function endMark({ offset, batchContext }: FetchedMessage): FetchedMessage {
  const { partitionLeaderEpoch = NO_EPOCH } = batchContext;
  const mark = { ...noRecord(offset), batchContext: { inTransaction: false, partitionLeaderEpoch } };
  endMarks.add(mark);
  return mark;
}
