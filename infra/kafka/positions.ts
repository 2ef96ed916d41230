import { PartitionProblem, type TopicPartition } from '../../consumers/bridge/source.ts';
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

/** Asks the brokers how far a group has read. Without the partitions whose leader does not answer. */
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
    return range ? { ...range, committed: committedIn(commits.find(isOf(partition))) } : [];
  });
  const epochs = positions.flatMap(({ topic, partition, committed }) =>
    committed?.epoch === undefined ? [] : { topic, partition, epoch: committed.epoch },
  );
  const ends = epochs.length > 0 ? await cluster.endsOfEpochs(epochs) : [];
  return positions.map((position) => ({ ...position, epochEnd: ends.find(isOf(position))?.offset }));
}

const committedIn = (commit: GroupCommit | undefined): Position['committed'] =>
  commit && { ...readCommitMetadata(commit.metadata), offset: commit.offset };

const isOf = (one: TopicPartition) => (other: TopicPartition) =>
  one.topic === other.topic && one.partition === other.partition;
