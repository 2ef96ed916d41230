import type { Consumer, Kafka } from 'ktb-kafkajs';
import { backoff } from '../../../../consumers/bridge/backoff.ts';
import type { Logger } from '../../../logger.ts';
import { reasonOf, UserError } from '../../../user-error.ts';
import type { Assignment } from '../../assignment.ts';
import { commitMetadata, positionsOf, readFrom, type ReadFrom, type TopicSettings } from '../../positions.ts';

export interface PositionTakerOptions {
  readonly kafka: Kafka;
  readonly consumer: Consumer;
  readonly groupId: string;
  readonly topics: ReadonlyMap<string, TopicSettings>;
  readonly log: Logger;
}

/**
 * Finds out where each partition of a new assignment is to be read from, for as long as the brokers take to say so.
 * False where the assignment was over before. Throws a `UserError` where reading on needs somebody's decision.
 */
export function positionTaker({ kafka, consumer, groupId, topics, log }: PositionTakerOptions) {
  const incarnationOf = (topic: string) => topics.get(topic)!.incarnation;

  /** Committed at once: a partition where nothing comes must not start anew with the next process. */
  async function startAt(starts: readonly ReadFrom[]): Promise<void> {
    const at = starts.map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) }));
    for (const position of at) consumer.seek(position);
    await consumer.commitOffsets(
      at.map((position) => ({ ...position, metadata: commitMetadata(incarnationOf(position.topic)) })),
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
        const anew = starts.filter(({ note }) => note !== undefined);
        if (anew.length > 0) await startAt(anew);
        return !over.aborted;
      } catch (error) {
        if (error instanceof UserError) throw error;
        log.warn({ cause: reasonOf(error) }, 'the brokers did not say where to read on, asking again');
      }
    }
    return false;
  };
}
