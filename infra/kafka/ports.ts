import type { OutboundRecord } from '../../consumers/bridge/dead-letter.ts';
import type { TopicPartition } from '../../consumers/bridge/source.ts';

/** What is known of a cluster. */
export interface ClusterView {
  describe(): Promise<{
    readonly clusterId: string;
    /** How many brokers are up. */
    readonly brokers: number;
    readonly topics: readonly string[];
  }>;
  /** Where the log of each partition begins and ends. */
  ranges(topics: readonly string[]): Promise<LogRange[]>;
  /** Of each partition of a topic the first offset that was written then or later; its end if there is none. */
  offsetsSince(topic: string, timestamp: number): Promise<ReadonlyMap<number, bigint>>;
  /** How long each topic keeps its records, in milliseconds; -1 is for ever. */
  retention(topics: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** Offsets of one partition's log. */
export interface LogRange extends TopicPartition {
  /** Of the oldest record. */
  readonly low: bigint;
  /** A reader of committed records sees what is below it: Kafka's last stable offset. */
  readonly stable: bigint;
  /** The one that the next record will have; undefined if the client does not tell it. */
  readonly high: bigint | undefined;
}

/** What a group committed for a partition. */
export interface GroupCommit extends TopicPartition {
  /** The offset to read next. */
  readonly offset: bigint;
  /** Written beside the offset, and given back as it was. UTF-8, as Kafka's protocol has it as a text. */
  readonly metadata: Buffer;
}

/** The committed offsets of a consumer group. */
export interface GroupOffsets {
  /** Without the partitions for which nothing is committed. */
  committed(groupId: string, topics: readonly string[]): Promise<GroupCommit[]>;
  /** Commits for a group that has no members, without metadata. */
  commit(groupId: string, offsets: readonly (TopicPartition & { readonly offset: bigint })[]): Promise<void>;
  /** Deletes a group that has no members. One that does not exist is fine. */
  remove(groupId: string): Promise<void>;
}

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  /** The largest batch that it takes, in bytes. Default: the broker's. */
  readonly maxMessageBytes?: number;
}

/** Changes to topics. */
export interface TopicAdmin {
  /** Creates each topic that is missing. Resolves once each can be read. */
  create(topics: readonly NewTopic[]): Promise<void>;
  /** Deletes the records of each partition that come before the offset. */
  deleteRecords(topic: string, before: ReadonlyMap<number, bigint>): Promise<void>;
}

/** An idempotent producer. After an error whose outcome is unknown it has to be replaced. */
export interface RecordSender {
  /** Resolves once all in-sync replicas have the records. */
  send(records: readonly OutboundRecord[], options: { readonly isCompressed: boolean }): Promise<void>;
  close(): Promise<void>;
}
