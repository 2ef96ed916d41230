import { PartitionProblem, type TopicPartition } from '../../consumers/bridge/source.ts';
import { isOf } from '../../consumers/bridge/topic-partition.ts';
import type { TopicPolicies } from '../../consumers/bridge/route.ts';
import { UserError } from '../user-error.ts';
import { readCommitMetadata, type CommitMetadata } from './commit-metadata.ts';
import type { ClusterView, GroupCommit, GroupOffsets, LogRange } from './ports.ts';

/** One life of a topic. */
export interface TopicLife {
  /** Undefined if the brokers give none. */
  readonly topicId: string | undefined;
  /** It took the place of another topic of its name, under the same incarnation. */
  readonly isRecreated: boolean;
}

/** How far a group has read one partition. */
export interface Position extends LogRange {
  /** Undefined if the group committed nothing. */
  readonly committed: (CommitMetadata & { readonly offset: bigint }) | undefined;
  /** What is written beside the commits for the topic's other partitions. Default: there are none. */
  readonly others?: readonly CommitMetadata[];
  /** Where the leader epoch of the commit ends in the log; undefined if that is not known. */
  readonly epochEnd?: bigint | undefined;
}

/** Where to read on, and what an operator should know about it. */
export interface ReadFrom extends TopicPartition {
  readonly offset: bigint;
  readonly life: TopicLife;
  readonly note?: string;
}

export type TopicSettings = Pick<TopicPolicies, 'incarnation' | 'startFrom'>;

/**
 * Where to read on. A problem if an operator has to decide it for this partition. Throws a `UserError` if nothing is
 * committed and its route says stop.
 *
 * @param before the topic's life that this process has read last, if it has
 */
export function readFrom(
  position: Position,
  { incarnation, startFrom }: TopicSettings,
  before?: TopicLife,
): ReadFrom | PartitionProblem {
  const { topic, partition, committed, low, stable, high, topicId, epochEnd } = position;
  const at = `${topic}/${partition}`;
  const isOfIncarnation = committed && (committed.incarnation ?? incarnation) === incarnation;
  const known = isOfIncarnation && committed.topicId !== undefined ? committed : before;
  if (known?.topicId !== undefined && topicId !== undefined && known.topicId !== topicId) {
    if (startFrom === 'stop')
      return new PartitionProblem(
        'recreated',
        `${at}: the topic was deleted and created again, and its route says stop: commit an offset for the group, then start again`,
      );
    return {
      ...{ topic, partition, offset: low, life: { topicId, isRecreated: true } },
      note: 'the topic was deleted and created again: reading the new one from its beginning, its events under new ids',
    };
  }
  const life = { topicId, isRecreated: known?.isRecreated ?? false };
  if (!isOfIncarnation) {
    const why = committed ? `nothing is committed since incarnation ${incarnation}` : 'nothing is committed';
    if (startFrom === 'stop') {
      throw new UserError(
        `${at}: ${why}, and its route says stop: commit an offset for the group, then start again`,
      );
    }
    if (startFrom === 'end' && hasAppeared(position, incarnation)) {
      const note = `${why}, and the group reads the topic already: reading this partition from the beginning`;
      return { topic, partition, offset: low, life, note };
    }
    return {
      ...{ topic, partition, offset: startFrom === 'end' ? stable : low, life },
      note: `${why}, for it is new here or its offsets expired: reading from the ${startFrom}`,
    };
  }
  const { offset } = committed;
  if (epochEnd !== undefined && epochEnd < offset)
    return {
      ...{ topic, partition, offset: epochEnd > low ? epochEnd : low, life },
      note: `the brokers lost offsets ${epochEnd} to ${offset - 1n}, which were read (unclean leader election): reading what was written in their place`,
    };
  if (offset > high)
    return new PartitionProblem(
      'recreated',
      `offset ${offset} is committed and ${at} ends at ${high}, so its offsets started over: ` +
        "if the topic was recreated, raise its routes' incarnation; else commit an offset for the group; then start again",
    );
  if (offset >= low) return { topic, partition, offset, life };
  return {
    ...{ topic, partition, offset: low, life },
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
export function partitionsAtBeginning(
  notes: readonly CommitMetadata[],
  incarnation: number,
): number | undefined {
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
  const [commits, ranges] = await Promise.all([
    groups.committed(groupId, topics),
    cluster.knownRanges(topics),
  ]);
  const positions = partitions.flatMap((partition) => {
    const range = ranges.find(isOf(partition));
    if (!range) return [];
    const others = commits.filter(
      (one) => one.topic === partition.topic && one.partition !== partition.partition,
    );
    return {
      ...range,
      committed: committedIn(commits.find(isOf(partition))),
      others: others.map(({ metadata }) => readCommitMetadata(metadata)),
    };
  });
  const epochs = positions.flatMap(({ topic, partition, committed }) =>
    committed?.epoch === undefined ? [] : { topic, partition, epoch: committed.epoch },
  );
  const ends = epochs.length > 0 ? await cluster.endsOfEpochs(epochs) : [];
  return positions.map((position) => ({ ...position, epochEnd: ends.find(isOf(position))?.offset }));
}

const committedIn = (commit: GroupCommit | undefined): Position['committed'] =>
  commit && { ...readCommitMetadata(commit.metadata), offset: commit.offset };
