import type { InboundRecord } from './inbound-record.ts';

/**
 * The port behind which the Kafka client lives. A partition has a life of its own:
 *
 * 1. assigned: its records are offered to a worker, and what is settled is committed.
 * 2. revoking, if the source's capabilities have it: no more records are offered, what is in flight may settle until a
 *    deadline, and is committed.
 * 3. lost: its worker is closed, and nothing more is committed for it, as another consumer may own it already.
 */
export interface RecordSource {
  readonly capabilities: SourceCapabilities;
  readonly state: SourceState;
  /** Joins the group, and opens a worker for every partition that is assigned. Resolves once it has joined. */
  start(open: (partition: TopicPartition) => PartitionWorker): Promise<void>;
  /**
   * Takes no more records, waits for those in flight, commits, leaves the group; all of it until the deadline at most.
   * Drained: everything that was taken is settled, and committed. Never rejects.
   */
  stop(deadlineMs: number): Promise<{ readonly drained: boolean }>;
}

/** What a source can do that not every client of Kafka can. */
export interface SourceCapabilities {
  /** It announces that a partition is going to be taken away while that can still commit. */
  readonly revoking: boolean;
  /** Its records say in which leader epoch they were written. */
  readonly leaderEpochs: boolean;
  /** It gives the id of a topic, by which a recreated topic is recognised. */
  readonly topicIds: boolean;
}

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
  /** Up to this offset, there is no record behind the one that was offered last. */
  skip(last: bigint): void;
  /** The offset to commit, everything before it being settled; undefined while nothing is. Never moves backwards. */
  readonly committable: bigint | undefined;
  /** Records begun that the committable offset has not passed. */
  readonly inFlight: number;
  /** Resolves once nothing is in flight. */
  idle(): Promise<void>;
  /** The partition is lost: stops what is under way, takes nothing more. */
  close(): void;
}

/** Why a partition cannot go on. One partition's problem never stops the others. */
export type PartitionProblemKind =
  'no-leader' | 'topic-gone' | 'refused' | 'recreated' | 'unreadable' | 'open-transaction';

/** What keeps a partition waiting, and the client's word for it as the message. */
export class PartitionProblem extends Error {
  override readonly name = 'PartitionProblem';
  readonly kind: PartitionProblemKind;
  constructor(kind: PartitionProblemKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** How one assigned partition is doing. */
export interface PartitionState extends TopicPartition {
  /** Until when it may commit, in milliseconds since 1970, if it is being revoked; undefined while it is assigned. */
  readonly revokedAt?: number | undefined;
  /** Records begun that are not settled. */
  readonly inFlight: number;
  /** What was committed in this assignment; undefined until something is. */
  readonly committed: bigint | undefined;
  /** Since when the next record waits to be taken, in milliseconds since 1970; undefined while records are taken. */
  readonly pausedSince: number | undefined;
  /** Why it cannot go on; undefined while it can. */
  readonly problem: PartitionProblem | undefined;
}

/** How a source is doing, to be looked at. */
export interface SourceState {
  /** `locating` has joined the group, and waits for the brokers to say at which offsets to read on. */
  readonly phase: 'joining' | 'locating' | 'reading' | 'stopped';
  /** When the phase began, in milliseconds since 1970. */
  readonly since: number;
  /** When the group's coordinator last answered, in milliseconds since 1970. */
  readonly heardAt: number;
  /** The failure because of which the group has to be joined again; undefined if there was none. */
  readonly cause: Error | undefined;
  /** Of the present assignment; empty while there is none. */
  readonly partitions: readonly PartitionState[];
  /** Topics of which nothing can be assigned, as they were deleted or are refused, each with the reason. Default: none. */
  readonly topicProblems?: readonly PartitionProblem[];
}
