import type { Consumer } from 'ktb-kafkajs';
import { backoff, type Wait } from '../../../../consumers/bridge/backoff.ts';
import { PartitionProblem, type TopicPartition } from '../../../../consumers/bridge/source.ts';
import { isOf } from '../../../../consumers/bridge/topic-partition.ts';
import type { Logger } from '../../../logger.ts';
import { reasonOf, UserError } from '../../../user-error.ts';
import type { Assignment, MetadataOf } from '../../assignment.ts';
import { isForbidden } from '../../errors.ts';
import type { Kafka } from '../../kafka.ts';
import { PartitionLog } from '../../partition-log.ts';
import {
  positionsOf,
  readFrom,
  type Position,
  type ReadFrom,
  type TopicLife,
  type TopicSettings,
} from '../../positions.ts';
import { SentLimit } from '../../sent-limit.ts';
import type { TopicBeginnings } from '../../topic-beginnings.ts';
import { kafkaError } from '../errors.ts';
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
  /** How it waits before it asks again. Default: by the clock. */
  readonly wait?: Wait;
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
  const { kafka, consumer, groupId, topics, metadataOf, beginnings, partitionCount, log, wait } = options;
  /** The life of each topic that this process reads. Its offsets are deleted together with a topic. */
  const lives = new Map<string, TopicLife>();
  const warned = new Set<string>();

  /** Committed at once: a partition without records must not begin again with the next process. Of one topic. */
  async function startAt(starts: readonly Start[]): Promise<void> {
    const commits = starts.map(({ topic, partition, offset, log: read }) => {
      consumer.seek({ topic, partition, offset: String(offset) });
      const limit = read.sent.propose(offset);
      const metadata = metadataOf({ topic, partition }, offset, read, limit);
      return {
        topic,
        partition,
        offset,
        metadata,
        acknowledged: () => read.sent.acknowledged(offset, limit),
      };
    });
    await consumer.commitOffsets(
      topicOffsets(commits).flatMap(({ topic, partitions }) =>
        partitions.map((partition) => ({ topic, ...partition })),
      ),
    );
    for (const { acknowledged } of commits) acknowledged();
    for (const { topic, partition, offset, note } of starts)
      log.warn({ topic, partition, offset: String(offset) }, note);
  }

  /** Gives the topics of which the login may commit no offset. They keep no other from being read. */
  async function startAll(starts: readonly Start[], assignment: Assignment): Promise<ReadonlySet<string>> {
    const moved = starts.filter(({ note }) => note !== undefined);
    const refused = new Set<string>();
    const begun = [...Map.groupBy(moved, ({ topic }) => topic)].map(async ([topic, ofTopic]) => {
      try {
        await startAt(ofTopic);
      } catch (error) {
        const cause = kafkaError(error);
        if (!isForbidden(cause)) throw cause;
        refused.add(topic);
        const problem = new PartitionProblem('refused', `${reasonOf(cause)} ${topic}: give it READ on it`, {
          cause,
        });
        for (const partition of ofTopic) assignment.stopped(partition, problem);
        if (!warned.has(topic)) log.error({ topic, cause: problem.message }, 'topic not read');
        warned.add(topic);
      }
    });
    await Promise.all(begun);
    return refused;
  }

  /** Those of which it is not known yet. */
  async function locate(
    unknown: readonly TopicPartition[],
    assignment: Assignment,
    onLocated: OnLocated,
  ): Promise<readonly TopicPartition[]> {
    const positions = await positionsOf(kafka, groupId, unknown);
    const { over } = assignment;
    for (const position of positions) beginnings.learn(position, partitionCount(position.topic));
    if (over.aborted) return [];
    const starts = positions.flatMap((position) => {
      const found = readFrom(position, topics.get(position.topic)!, lives.get(position.topic));
      if (!(found instanceof PartitionProblem)) return startOf(found, position);
      assignment.stopped(position, found);
      const { topic, partition } = position;
      log.error({ topic, partition, cause: found.message }, 'partition stopped');
      return [];
    });
    const refused = await startAll(starts, assignment);
    if (over.aborted) return [];
    const begun = starts.filter(({ topic }) => !refused.has(topic));
    for (const start of begun) {
      lives.set(start.topic, start.life);
      assignment.located(start, start.log);
    }
    onLocated(begun);
    return unknown.filter((one) => refused.has(one.topic) || !positions.some(isOf(one)));
  }

  return async (assignment: Assignment, onLocated: OnLocated): Promise<void> => {
    const { partitions, over } = assignment;
    let unknown = partitions;
    const waits = backoff({ maxDelay: ASK_EVERY_MS, ...(wait && { wait }) });
    for (; !over.aborted; await waits.next(over)) {
      try {
        unknown = await locate(unknown, assignment, onLocated);
        if (unknown.length === 0) return;
      } catch (error) {
        if (error instanceof UserError) throw error;
        log.warn({ cause: reasonOf(error) }, 'the brokers did not say where to read on, retrying');
      }
    }
  };
}

interface Start extends ReadFrom {
  readonly log: PartitionLog;
}

/** Below an offset that was moved up, nothing is known of the log. */
function startOf(found: ReadFrom, { leaderEpoch, committed, high }: Position): Start {
  const epoch = committed && found.offset <= committed.offset ? committed.epoch : undefined;
  const goesOn = found.note === undefined ? committed : undefined;
  const sent = new SentLimit({
    committed: found.offset,
    limit: goesOn?.limit,
    end: high,
    // Another tool committed the offset: an operator chose where to read on.
    readAgainBelow: goesOn && goesOn.incarnation === undefined ? high : goesOn?.readAgainBelow,
  });
  return { ...found, log: new PartitionLog(found.life, leaderEpoch, epoch, sent) };
}
