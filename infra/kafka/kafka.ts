import type { RecordSource } from '../../consumers/bridge/source.ts';
import type { Logger } from '../logger.ts';
import type { Assignment, MetadataOf } from './assignment.ts';
import type { FollowOptions, LogFollower, ReadLogOptions } from './log-reading.ts';
import type { ClusterView, GroupOffsets, RecordSender, TopicAdmin } from './ports.ts';
import type { TopicSettings } from './positions.ts';

/**
 * One Kafka cluster, as far as the bridge uses it. Each member is a small port; what is behind them (today kafkajs, in
 * `kafkajs/`) shows in no type, name or error. Failures are a `KafkaError`.
 */
export interface Kafka {
  readonly cluster: ClusterView;
  readonly groups: GroupOffsets;
  readonly topics: TopicAdmin;
  /** A member of a consumer group; see `RecordSource`. It joins when it is started. */
  source(options: KafkaSourceOptions): RecordSource;
  /** Connects a sender of records. */
  openSender(): Promise<RecordSender>;
  /**
   * Reads a topic from its beginning to where it ends now. Throws what `onRecord` throws, and a `KafkaError` of kind
   * `fatal` at a batch that cannot be read.
   */
  readLog(options: ReadLogOptions): Promise<void>;
  /** Reads topics until it is stopped. Resolves once it is reading. */
  follow(options: FollowOptions): Promise<LogFollower>;
}

export interface KafkaSourceOptions {
  readonly groupId: string;
  /** Each topic, and how it is read. */
  readonly topics: ReadonlyMap<string, TopicSettings>;
  readonly log: Logger;
  /** How long the group waits for a member that died before others take over its partitions. Default 15,000. */
  readonly sessionTimeoutMs?: number;
  /** How often the watermarks are committed, in milliseconds. Default 1,000. */
  readonly commitEveryMs?: number;
  /** What is written beside each committed offset: UTF-8. Default: the topic's incarnation. */
  readonly metadataOf?: MetadataOf;
  /** Keeps the partitions of one generation of the group. Default: an `Assignment`. */
  readonly assign?: (...args: ConstructorParameters<typeof Assignment>) => Assignment;
  /** The consumer stopped for good, and does not start again by itself. */
  readonly onCrash: (cause: Error) => void;
}
