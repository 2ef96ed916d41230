import type { RecordHeader } from '../../consumers/bridge/inbound-record.ts';
import type { RecordSource, TopicPartition } from '../../consumers/bridge/source.ts';

export interface WrittenRecord {
  readonly value: string;
  readonly headers?: readonly RecordHeader[];
}

export interface SourceOptions {
  readonly topic: string;
  readonly groupId: string;
  /** What is written beside each commit. */
  readonly metadata: Buffer;
  /** How often it commits, in milliseconds. */
  readonly commitEveryMs: number;
}

/** What the conformance suite needs of a kind of source: how it is made, and what it is made to meet. */
export interface SourceDriver {
  /** Creates a topic of one test, and resolves once it can be read. */
  createTopic(partitions: number): Promise<string>;
  write(partition: TopicPartition, records: readonly WrittenRecord[]): Promise<void>;
  open(options: SourceOptions): DrivenSource;
  committed(groupId: string, partition: TopicPartition): Promise<Commit | undefined>;
  /** How many members a group has. */
  members(groupId: string): Promise<number>;
  /** Faults of real brokers. Without them, what the suite promises of brokers is not put to the test. */
  readonly brokers?: BrokerFaults;
  close(): Promise<void>;
}

/** What can happen to real brokers, and to what is in their logs. */
export interface BrokerFaults {
  /** Has the group joined again, for which the first attempt fails. Resolves once it has failed. */
  failToRejoin(source: RecordSource): Promise<void>;
  /** Writes a batch that no reader can take. */
  writeUnreadable(partition: TopicPartition): Promise<void>;
  /** Deletes a topic of one partition, and creates another of its name. */
  recreate(topic: string): Promise<void>;
  /** From now on nothing that the brokers say reaches the source, and its connections stay up; gives what ends that. */
  silence(source: RecordSource): Promise<() => void>;
}

export interface Commit {
  readonly offset: bigint;
  readonly metadata: Buffer;
}

/** A source with the faults that are made to happen to it. */
export interface DrivenSource {
  readonly source: RecordSource;
  /** What ended it for good. */
  readonly crashes: readonly Error[];
  /** Its partitions are taken away without notice, as if it had been silent for too long. */
  lose(): void;
  /** Its partitions are going to be taken away in so many milliseconds, if the source can be told. */
  revoke(withinMs: number): void;
}

/** What a source promises, in a sentence, and the test of it. */
export type Promises = Readonly<Record<string, (driver: SourceDriver) => Promise<void>>>;
