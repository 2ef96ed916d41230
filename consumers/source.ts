import type { InboundRecord } from './inbound-record.ts';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** The work of one partition, for as long as it is assigned. */
export interface PartitionWorker {
  /**
   * Takes the next record, in offset order. Undefined: taken. A promise: not taken, offer it again once the promise
   * has resolved. Never rejects.
   */
  offer(record: InboundRecord): Promise<{ readonly until: Promise<void> } | undefined>;
  /** The offset to commit, everything before it being settled; undefined while nothing is. Never moves backwards. */
  readonly committable: bigint | undefined;
  /** Records begun that the committable offset has not passed. */
  readonly inFlight: number;
  /** Resolves once nothing is in flight. */
  idle(): Promise<void>;
  /** The partition is lost: stops what is under way, takes nothing more. */
  close(): void;
}

/** Where records come from: a consumer group's member. */
export interface RecordSource {
  /** Joins the group, and opens a worker for every partition that is assigned. Resolves once it has joined. */
  start(open: (partition: TopicPartition) => PartitionWorker): Promise<void>;
  /**
   * Takes no more records, waits for those in flight, commits, leaves the group; all of it until the deadline at most.
   * Drained: everything that was taken is settled, and committed. Never rejects.
   */
  stop(deadlineMs: number): Promise<{ readonly drained: boolean }>;
}
