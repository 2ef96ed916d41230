import type { TopicPartition } from '../../consumers/bridge/source.ts';
import type { TopicPolicies } from '../../consumers/bridge/route.ts';
import { UserError } from '../user-error.ts';
import type { ClusterView, GroupOffsets } from './ports.ts';

/** What is written beside a committed offset; other tools write nothing. */
export interface CommitNote {
  readonly incarnation: number | undefined;
  /** How many partitions the topic had when the group began to read it; known only if it begins at the end. */
  readonly partitions?: number | undefined;
}

/** How far a group has read one partition. */
export interface Position extends TopicPartition {
  /**
   * What the group committed, and for which incarnation of the topic; undefined if it committed nothing. Other tools
   * do not say for which incarnation.
   */
  readonly committed: ({ readonly offset: bigint } & CommitNote) | undefined;
  /** What is written beside the commits for the topic's other partitions. Default: there are none. */
  readonly others?: readonly CommitNote[];
  /** The oldest record's offset, and the first one that a reader of committed records does not see yet. */
  readonly low: bigint;
  readonly high: bigint;
}

/** Where to read on, and what an operator should know about it. */
export interface ReadFrom extends TopicPartition {
  readonly offset: bigint;
  readonly note?: string;
}

export type TopicSettings = Pick<TopicPolicies, 'incarnation' | 'startFrom'>;

/** Throws a `UserError` if reading on would skip records, or take new ones for old ones, and no setting allows it. */
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
    if (startFrom === 'end' && hasAppeared(position, incarnation)) {
      const note = `${why}, and the group reads the topic already: reading this partition from the beginning`;
      return { topic, partition, offset: low, note };
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

/**
 * Whether the group was reading the topic before this partition was there: then nothing in it is older than the group.
 * Members that begin together commit one after the other, so a commit for another partition says it only by its note.
 */
function hasAppeared({ partition, others = [] }: Position, incarnation: number): boolean {
  const isRead = others.some((other) => (other.incarnation ?? incarnation) === incarnation);
  return isRead && partition >= (partitionsAtBeginning(others, incarnation) ?? 0);
}

/** How many partitions a topic had when the group began to read it; undefined if no commit says so. */
export function partitionsAtBeginning(notes: readonly CommitNote[], incarnation: number): number | undefined {
  const known = notes.flatMap((note) =>
    note.incarnation === incarnation && note.partitions !== undefined ? note.partitions : [],
  );
  return known.length > 0 ? Math.min(...known) : undefined;
}

/** Asks the brokers how far a group has read. Leaves out partitions of which they do not know it, as without a leader. */
export async function positionsOf(
  { cluster, groups }: { readonly cluster: ClusterView; readonly groups: GroupOffsets },
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<Position[]> {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  if (topics.length === 0) return [];
  const [committed, ranges] = await Promise.all([
    groups.committed(groupId, topics),
    cluster.knownRanges(topics),
  ]);
  return partitions.flatMap(({ topic, partition }) => {
    const range = ranges.find(isOf({ topic, partition }));
    if (!range) return [];
    const commit = committed.find(isOf({ topic, partition }));
    return {
      topic,
      partition,
      committed: commit && { offset: commit.offset, ...noteIn(commit.metadata) },
      others: committed
        .filter((other) => other.topic === topic && other.partition !== partition)
        .map(({ metadata }) => noteIn(metadata)),
      low: range.low,
      high: range.stable,
    };
  });
}

const isOf = (one: TopicPartition) => (other: TopicPartition) =>
  one.topic === other.topic && one.partition === other.partition;

/**
 * Frozen: the topic's incarnation is in the metadata of each committed offset. Other tools write none: an offset that a
 * person commits by hand is one of the topic that is there, as brokers forget what was committed of one that is deleted.
 */
const commitMetadata = (incarnation: number, partitions: number | undefined): Buffer =>
  Buffer.from(`incarnation=${incarnation}${partitions === undefined ? '' : `;partitions=${partitions}`}`);

/**
 * The metadata of every commit to these topics.
 *
 * @param partitions how many partitions a topic had when the group began to read it, if that has to be remembered
 */
export const incarnationMetadata =
  (
    topics: ReadonlyMap<string, TopicSettings>,
    partitions: (topic: string) => number | undefined = () => undefined,
  ) =>
  ({ topic }: TopicPartition): Buffer =>
    commitMetadata(topics.get(topic)?.incarnation ?? 1, partitions(topic));

function noteIn(metadata: Buffer): CommitNote {
  const numberOf = (name: string) => {
    const [, number] = new RegExp(`(?:^|;)${name}=(\\d+)(?:;|$)`).exec(metadata.toString()) ?? [];
    return number === undefined ? undefined : Number(number);
  };
  return { incarnation: numberOf('incarnation'), partitions: numberOf('partitions') };
}
