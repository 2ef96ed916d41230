import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import type { TopicPartition } from '../../consumers/bridge/source.ts';

export interface ReadLogOptions {
  readonly topic: string;
  /** The first offset to read of each partition. Default: the oldest. */
  readonly from?: ReadonlyMap<number, bigint>;
  /** Called one after the other within a partition. */
  readonly onRecord: (record: InboundRecord) => Promise<void> | void;
  /** Ends the reading before the end. */
  readonly signal?: AbortSignal;
  /** How long its group waits for a reader that is silent, in milliseconds. Default 30,000. */
  readonly sessionTimeoutMs?: number;
}

export interface FollowOptions {
  readonly topics: readonly string[];
  /** The first offset to read of each partition. Default: the oldest. */
  readonly from?: readonly (TopicPartition & { readonly offset: bigint })[];
  /** Called one after the other. */
  readonly onRecord: (record: InboundRecord) => Promise<void> | void;
}

export interface LogFollower {
  /** The offset to read next; undefined until something of the partition was read. */
  next(partition: TopicPartition): bigint | undefined;
  stop(): Promise<void>;
}
