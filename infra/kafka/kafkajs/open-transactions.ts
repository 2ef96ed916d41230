import { PartitionProblem, type TopicPartition } from '../../../consumers/bridge/source.ts';
import { partitionName } from '../../../consumers/bridge/topic-partition.ts';

/** How far a reader of committed records gets, and how far the log goes. */
export interface LogEnds {
  readonly lastStableOffset: string;
  readonly highWatermark: string;
}

/** Transactions take a moment: only one that is open for so many milliseconds is worth a word. */
const OPEN_FOR_MS = 10_000;

interface Waiting {
  readonly at: bigint;
  readonly behind: bigint;
  readonly since: number;
}

/** The ends of a partition, by the messages that came with them. */
const ends = new WeakMap<readonly unknown[], LogEnds>();

/** By the connections of a consumer, the partitions in which it has read all that it may, and not all that there is. */
const waiting = new WeakMap<object, Map<string, Waiting>>();

export const noteEnds = (messages: readonly unknown[], found: LogEnds): void =>
  void ends.set(messages, found);

/** @param next the offset that was asked for */
export function noteFetch(
  cluster: object,
  partition: TopicPartition,
  messages: readonly unknown[],
  next: bigint,
): void {
  const known = waiting.get(cluster) ?? new Map<string, Waiting>();
  waiting.set(cluster, known);
  const name = partitionName(partition);
  const { lastStableOffset: at = -1n, highWatermark: high = -1n } = ends.get(messages) ?? {};
  const [stable, end] = [BigInt(at), BigInt(high)];
  if (stable < 0n || next < stable || end <= stable) {
    known.delete(name);
    return;
  }
  const before = known.get(name);
  const since = before?.at === stable ? before.since : Date.now();
  known.set(name, { at: stable, behind: end - stable, since });
}

/** Set if a partition waits for the end of a transaction, and has for a while. */
export function openTransactionIn(cluster: object, partition: TopicPartition): PartitionProblem | undefined {
  const found = waiting.get(cluster)?.get(partitionName(partition));
  if (!found || Date.now() - found.since < OPEN_FOR_MS) return undefined;
  return new PartitionProblem(
    'open-transaction',
    `${partitionName(partition)} waits for the end of the transaction at offset ${found.at}, ${found.behind} offsets follow`,
  );
}
