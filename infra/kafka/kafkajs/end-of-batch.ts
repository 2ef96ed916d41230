/** A message as kafkajs decodes it from a fetch. */
export interface FetchedMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  /** What the messages of a batch have in common: one object for all of them. */
  readonly batchContext: {
    readonly producerId?: string;
    readonly inTransaction: boolean;
    readonly isControlBatch?: boolean;
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
export const endOfBatch = (offset: bigint): FetchedMessage => ({
  ...noRecord(String(offset)),
  ...CONTROL,
  batchContext: { inTransaction: false, isControlBatch: true },
});

const CONTROL = { isControlRecord: true };
