import type { Kafka } from 'ktb-kafkajs';
import type { TopicPartition } from '../../consumers/bridge/source.ts';
import type { TopicPolicies } from '../../consumers/bridge/route.ts';
import { UserError } from '../user-error.ts';

/** Where a group stands in one partition. */
export interface Position extends TopicPartition {
  /**
   * What the group committed, and for which life of the topic; undefined where it committed nothing. A person's tools
   * don't say for which life.
   */
  readonly committed: { readonly offset: bigint; readonly incarnation: number | undefined } | undefined;
  /** The oldest record's offset, and the one that the next record will have. */
  readonly low: bigint;
  readonly high: bigint;
}

/** Where to read on, and what somebody should know about it. */
export interface ReadFrom extends TopicPartition {
  readonly offset: bigint;
  readonly note?: string;
}

export type TopicSettings = Pick<TopicPolicies, 'incarnation' | 'startFrom'>;

/** Throws a `UserError` where reading on would skip records, or take new ones for old ones, without anybody's word. */
export function readFrom(position: Position, { incarnation, startFrom }: TopicSettings): ReadFrom {
  const { topic, partition, committed, low, high } = position;
  const at = `${topic}/${partition}`;
  if (!committed || (committed.incarnation ?? incarnation) !== incarnation) {
    const why = committed ? `nothing is committed since incarnation ${incarnation}` : 'nothing is committed';
    if (startFrom === 'stop') {
      throw new UserError(
        `${at}: ${why}, and its route says stop: commit an offset for the group, then start again`,
      );
    }
    return {
      topic,
      partition,
      offset: startFrom === 'end' ? high : low,
      note: `${why}, for it is new here or its offsets expired: reading from the ${startFrom}`,
    };
  }
  const { offset } = committed;
  if (offset > high) {
    throw new UserError(
      `${at}: offset ${offset} is committed and the topic ends at ${high}, so its offsets started over: ` +
        "if the topic was recreated, raise its routes' incarnation",
    );
  }
  if (offset >= low) return { topic, partition, offset };
  return {
    topic,
    partition,
    offset: low,
    note: `${low - offset} offsets were deleted before they were read: reading from the oldest record left`,
  };
}

/** Asks the brokers where a group stands. */
export async function positionsOf(
  kafka: Kafka,
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<Position[]> {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const admin = kafka.admin({ retry: { retries: 2 } });
  await admin.connect();
  try {
    const [committed, ranges] = await Promise.all([
      admin.fetchOffsets({ groupId, topics }),
      Promise.all(topics.map(async (topic) => ({ topic, partitions: await admin.fetchTopicOffsets(topic) }))),
    ]);
    return partitions.map(({ topic, partition }) => {
      const range = of(ranges, topic, partition);
      if (!range) throw new Error(`no offsets are known of ${topic}/${partition}`);
      return {
        topic,
        partition,
        committed: commitOf(of(committed, topic, partition)),
        low: BigInt(range.low),
        high: BigInt(range.high),
      };
    });
  } finally {
    await admin.disconnect();
  }
}

function of<P extends { partition: number }>(
  topics: readonly { readonly topic: string; readonly partitions: readonly P[] }[],
  topic: string,
  partition: number,
): P | undefined {
  return topics
    .find((found) => found.topic === topic)
    ?.partitions.find((found) => found.partition === partition);
}

/**
 * Frozen: the topic's incarnation stands beside each committed offset. Other tools write none: whoever commits by hand
 * means the topic that is there, as brokers forget what was committed of one that is deleted.
 */
export const commitMetadata = (incarnation: number): string => `incarnation=${incarnation}`;

function commitOf(found: { offset: string; metadata: string | null } | undefined): Position['committed'] {
  if (!found || BigInt(found.offset) < 0n) return undefined;
  const [, incarnation] = /^incarnation=(\d+)$/.exec(found.metadata ?? '') ?? [];
  return {
    offset: BigInt(found.offset),
    incarnation: incarnation === undefined ? undefined : Number(incarnation),
  };
}
