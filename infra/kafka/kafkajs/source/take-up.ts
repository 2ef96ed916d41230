import type { Consumer } from 'ktb-kafkajs';
import { backoff } from '../../../../consumers/bridge/backoff.ts';
import type { TopicPartition } from '../../../../consumers/bridge/source.ts';
import type { Logger } from '../../../logger.ts';
import { reasonOf, UserError } from '../../../user-error.ts';
import type { Assignment, MetadataOf } from '../../assignment.ts';
import type { Kafka } from '../../kafka.ts';
import { positionsOf, readFrom, type ReadFrom, type TopicSettings } from '../../positions.ts';
import type { TopicBeginnings } from '../../topic-beginnings.ts';
import { topicOffsets } from '../topic-offsets.ts';

/** Hears of partitions whose next record is known; none if the brokers answered, and knew of none. */
export type OnLocated = (partitions: readonly TopicPartition[]) => void;

export interface PositionTakerOptions {
  readonly kafka: Kafka;
  readonly consumer: Consumer;
  readonly groupId: string;
  readonly topics: ReadonlyMap<string, TopicSettings>;
  readonly metadataOf: MetadataOf;
  readonly beginnings: TopicBeginnings;
  /** How many partitions a topic has. */
  readonly partitionCount: (topic: string) => number;
  readonly log: Logger;
}

/** How often a partition is asked for that could not be located, in milliseconds: as one that has no leader. */
const ASK_EVERY_MS = 2_000;

/**
 * Finds out where each partition of a new assignment is to be read from, for as long as the brokers take to say so, or
 * until the assignment is over. A partition of which they do not know it keeps no other waiting. Throws a `UserError`
 * if a person has to decide where to read on.
 */
export function positionTaker(options: PositionTakerOptions) {
  const { kafka, consumer, groupId, topics, metadataOf, beginnings, partitionCount, log } = options;
  /** Committed at once: a partition without records must not begin again with the next process. */
  async function startAt(starts: readonly ReadFrom[]): Promise<void> {
    const commits = starts.map(({ topic, partition, offset }) => {
      consumer.seek({ topic, partition, offset: String(offset) });
      return { topic, partition, offset, metadata: metadataOf({ topic, partition }, offset) };
    });
    await consumer.commitOffsets(
      topicOffsets(commits).flatMap(({ topic, partitions }) =>
        partitions.map((partition) => ({ topic, ...partition })),
      ),
    );
    for (const { topic, partition, offset, note } of starts)
      log.warn({ topic, partition, offset: String(offset) }, note);
  }

  /** Those that were not located. */
  async function locate(
    unknown: readonly TopicPartition[],
    over: AbortSignal,
    onLocated: OnLocated,
  ): Promise<readonly TopicPartition[]> {
    const positions = await positionsOf(kafka, groupId, unknown);
    for (const position of positions) beginnings.learn(position, partitionCount(position.topic));
    const starts = positions.map((position) => readFrom(position, topics.get(position.topic)!));
    if (over.aborted) return [];
    const moved = starts.filter(({ note }) => note !== undefined);
    if (moved.length > 0) await startAt(moved);
    if (!over.aborted) onLocated(starts);
    return unknown.filter((one) => !starts.some(isOf(one)));
  }

  return async ({ partitions, over }: Assignment, onLocated: OnLocated): Promise<void> => {
    let unknown = partitions;
    for (const wait = backoff({ maxDelay: ASK_EVERY_MS }); !over.aborted; await wait.next(over)) {
      try {
        unknown = await locate(unknown, over, onLocated);
        if (unknown.length === 0) return;
      } catch (error) {
        if (error instanceof UserError) throw error;
        log.warn({ cause: reasonOf(error) }, 'the brokers did not say where to read on, asking again');
      }
    }
  };
}

const isOf = (one: TopicPartition) => (other: TopicPartition) =>
  one.topic === other.topic && one.partition === other.partition;
