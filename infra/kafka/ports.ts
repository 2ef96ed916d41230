import type { OutboundRecord } from '../../consumers/bridge/dead-letter.ts';
import type { TopicPartition } from '../../consumers/bridge/source.ts';

/** What is known of a cluster. */
export interface ClusterView {
  /** @param topics those to look for; others are not asked for. Default: all */
  describe(topics?: readonly string[]): Promise<ClusterDescription>;
  /** Where the log of each partition begins and ends. Rejects if a partition has no leader, or if a topic is missing. */
  ranges(topics: readonly string[]): Promise<LogRange[]>;
  /**
   * Where each leader epoch ends in the log that the leader has now: the first offset that was written in a later one.
   * Below an offset that was read in that epoch, if the log has lost records since.
   */
  endsOfEpochs(asked: readonly (TopicPartition & { readonly epoch: number })[]): Promise<LogOffset[]>;
  /** The same, without the partitions of which it is not known. Rejects if no broker answers. */
  knownRanges(topics: readonly string[]): Promise<LogRange[]>;
  /** Of each partition of a topic the first offset that was written then or later; its end if there is none. */
  offsetsSince(topic: string, timestamp: number): Promise<ReadonlyMap<number, bigint>>;
  /** How long each topic keeps its records, in milliseconds; -1 is for ever. */
  retention(topics: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Those of which Kafka keeps the latest record of each key only. */
  compacted(topics: readonly string[]): Promise<readonly string[]>;
}

export interface ClusterDescription {
  readonly clusterId: string;
  /** How many brokers are up. */
  readonly brokers: number;
  /** Those of the topics that there are. */
  readonly topics: readonly string[];
  /** Those of which the login may not even hear whether there are any. */
  readonly forbidden: readonly string[];
}

export type LogOffset = TopicPartition & { readonly offset: bigint };

/** Offsets of one partition's log. */
export interface LogRange extends TopicPartition {
  /** Of the oldest record. */
  readonly low: bigint;
  /** A reader of committed records sees what is below it: Kafka's last stable offset. */
  readonly stable: bigint;
  /** The one that the next record will have. */
  readonly high: bigint;
  /** Another topic never has the same; undefined if the brokers give none. */
  readonly topicId: string | undefined;
  /** Grows with each change of the partition's leader; undefined if the brokers do not tell it. */
  readonly leaderEpoch: number | undefined;
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

/**
 * An idempotent producer. It writes each partition by itself, so that what keeps one from being written keeps no other;
 * for one partition, a call begins once the one before has ended. It tries again for some seconds before it rejects.
 */
export interface RecordSender {
  /** The partition of each key, as Kafka's Java client has it. */
  partitionsOf(topic: string, keys: readonly (Buffer | null)[]): Promise<number[]>;
  /** Resolves once all in-sync replicas have the records. */
  send(to: TopicPartition, records: readonly OutboundRecord[], options: SendOptions): Promise<void>;
  close(): Promise<void>;
}

export interface SendOptions {
  readonly isCompressed: boolean;
}
