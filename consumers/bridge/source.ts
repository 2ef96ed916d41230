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

/** How one assigned partition is doing. */
export interface PartitionState extends TopicPartition {
  /** Records begun that are not settled. */
  readonly inFlight: number;
  /** What was committed in this assignment; undefined where nothing was yet. */
  readonly committed: bigint | undefined;
  /** Since when the next record waits to be taken, in milliseconds since 1970; undefined while records are taken. */
  readonly heldSince: number | undefined;
  /** What stopped the partition for good, such as a batch that nobody can read. */
  readonly problem: Error | undefined;
}

/** How a source is doing, to be looked at. */
export interface SourceState {
  /** `locating` has joined the group, and waits for the brokers to say where to read on. */
  readonly phase: 'joining' | 'locating' | 'reading' | 'stopped';
  /** When the phase began, in milliseconds since 1970. */
  readonly since: number;
  /** When the group's coordinator last answered, in milliseconds since 1970. */
  readonly heardAt: number;
  /** Why the group has to be joined again, where a failure is the reason. */
  readonly cause: Error | undefined;
  /** Of the present assignment; empty while there is none. */
  readonly partitions: readonly PartitionState[];
}

/** Where records come from: a consumer group's member. */
export interface RecordSource {
  readonly state: SourceState;
  /** Joins the group, and opens a worker for every partition that is assigned. Resolves once it has joined. */
  start(open: (partition: TopicPartition) => PartitionWorker): Promise<void>;
  /**
   * Takes no more records, waits for those in flight, commits, leaves the group; all of it until the deadline at most.
   * Drained: everything that was taken is settled, and committed. Never rejects.
   */
  stop(deadlineMs: number): Promise<{ readonly drained: boolean }>;
}
