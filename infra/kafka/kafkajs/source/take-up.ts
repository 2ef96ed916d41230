import type { Consumer } from 'ktb-kafkajs';
import { backoff } from '../../../../consumers/bridge/backoff.ts';
import type { Logger } from '../../../logger.ts';
import { reasonOf, UserError } from '../../../user-error.ts';
import type { Assignment, MetadataOf } from '../../assignment.ts';
import type { Kafka } from '../../kafka.ts';
import { positionsOf, readFrom, type ReadFrom, type TopicSettings } from '../../positions.ts';
import { topicOffsets } from '../topic-offsets.ts';

export interface PositionTakerOptions {
  readonly kafka: Kafka;
  readonly consumer: Consumer;
  readonly groupId: string;
  readonly topics: ReadonlyMap<string, TopicSettings>;
  readonly metadataOf: MetadataOf;
  readonly log: Logger;
}

/**
 * Finds out where each partition of a new assignment is to be read from, for as long as the brokers take to say so.
 * False if the assignment was over before. Throws a `UserError` if a person has to decide where to read on.
 */
export function positionTaker({ kafka, consumer, groupId, topics, metadataOf, log }: PositionTakerOptions) {
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

  return async ({ partitions, over }: Assignment): Promise<boolean> => {
    for (const wait = backoff(); !over.aborted; await wait.next(over)) {
      try {
        const positions = await positionsOf(kafka, groupId, partitions);
        const starts = positions.map((position) => readFrom(position, topics.get(position.topic)!));
        if (over.aborted) return false;
        const moved = starts.filter(({ note }) => note !== undefined);
        if (moved.length > 0) await startAt(moved);
        return !over.aborted;
      } catch (error) {
        if (error instanceof UserError) throw error;
        log.warn({ cause: reasonOf(error) }, 'the brokers did not say where to read on, retrying');
      }
    }
    return false;
  };
}
