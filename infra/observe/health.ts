import type { PartitionState, SourceState, TopicPartition } from '../../consumers/bridge/source.ts';
import type { FailingActivity } from './failing-activities.ts';
import { nameOf, type Unwritten } from '../kafka/unwritten.ts';
import { fullReasonOf } from '../user-error.ts';

/** A record that failed with an unexpected error and is retried. */
export interface HeldUp extends TopicPartition {
  readonly offset: bigint;
  /** Time of the first failure, in milliseconds since 1970. */
  readonly since: number;
  readonly cause: unknown;
}

/** Everything that readiness depends on. Times are milliseconds since 1970. */
export interface Condition {
  readonly phase: 'starting' | 'running' | 'draining' | 'crashed';
  /** Start of the phase. */
  readonly since: number;
  /** The error that stopped the process. */
  readonly crash: unknown;
  /** Undefined if no consumers run in this process, or have not started yet. */
  readonly source: SourceState | undefined;
  /** `since` is undefined while its calls succeed. */
  readonly breakers: readonly {
    readonly name: string;
    readonly since: number | undefined;
    readonly cause: unknown;
  }[];
  /** Topics and partitions that outcomes or dead letters cannot be written to. */
  readonly unwritten: readonly Unwritten[];
  readonly heldUp: readonly HeldUp[];
  /** Activities that have failed for a while. A service that is down makes no process unready: see `notes`. */
  readonly failing: readonly FailingActivity[];
}

/** A record that takes longer than this to decode makes the process not ready; in milliseconds. */
const PLANNED_WITHIN_MS = 5_000;

/** Three heartbeats of the group, in milliseconds. The client itself waits far longer for a silent broker. */
const HEARD_WITHIN_MS = 10_000;

/**
 * Why the process is not ready, one sentence per reason; empty if it is ready. A full window is no reason: its records
 * are in flight, and if a dependency delays them, its circuit breaker gives the reason.
 */
export function reasonsNotReady(condition: Condition, now: number): string[] {
  const { source, breakers, unwritten, heldUp } = condition;
  const lasted = (since: number) => `for ${Math.max(0, Math.round((now - since) / 1_000))} s`;
  const ofTopics = (source?.topicProblems ?? []).map(({ message }) => message);
  // What is wrong with a topic is said once, not for each partition.
  const partitions = (source?.partitions ?? []).filter(
    ({ problem }) => !problem || !ofTopics.includes(problem.message),
  );
  return [
    ...ofProcess(condition, lasted),
    ...(source ? ofGroup(source, now, lasted) : []),
    ...breakers.flatMap(({ name, since, cause }) =>
      since === undefined ? [] : [`${name} gives no answer, ${lasted(since)}: ${fullReasonOf(cause)}`],
    ),
    ...ofTopics.map((message) => `${message}: nothing of it is read`),
    ...partitions.flatMap((partition) => ofPartition(partition, now, lasted)),
    ...unwritten.map(
      ({ since, cause, ...place }) =>
        `${nameOf(place)} cannot be written, ${lasted(since)}: ${fullReasonOf(cause)}`,
    ),
    ...heldUp.map(
      ({ topic, partition, offset, since, cause }) =>
        `${topic}/${partition} is held up at offset ${offset}, ${lasted(since)}: ${kindOf(cause)}; see the log for its stack`,
    ),
  ];
}

/** Only the kind: the message of an unexpected error may quote the record. */
const kindOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

type Lasted = (since: number) => string;

function ofProcess({ phase, since, crash }: Condition, lasted: Lasted): string[] {
  switch (phase) {
    case 'starting':
      return [`starting, ${lasted(since)}`];
    case 'running':
      return [];
    case 'draining':
      return [`draining, ${lasted(since)}: no new records are taken`];
    case 'crashed':
      return [`stopped by an error that a retry cannot fix: ${fullReasonOf(crash)}`];
  }
}

function ofGroup({ phase, since, heardAt, cause }: SourceState, now: number, lasted: Lasted): string[] {
  const why = cause ? `: ${fullReasonOf(cause)}` : '';
  switch (phase) {
    case 'joining':
      return [`joining the consumer group, or waiting for it to rebalance, ${lasted(since)}${why}`];
    case 'locating':
      return [`waiting for the brokers to say where to read on, ${lasted(since)}`];
    case 'reading':
      return now - heardAt > HEARD_WITHIN_MS ? [`Kafka gives no answer, ${lasted(heardAt)}`] : [];
    case 'stopped':
      return [`the Kafka consumer stopped${why}`];
  }
}

function ofPartition(state: PartitionState, now: number, lasted: Lasted): string[] {
  const at = `${state.topic}/${state.partition}`;
  const { problem } = state;
  // Another program's transaction is nothing that this process, or another member, could do better.
  if (problem?.kind === 'open-transaction') return [];
  if (problem?.kind === 'no-leader') return [`${problem.message}: it is read as soon as it has one`];
  if (problem) return [`${at} is stopped: ${fullReasonOf(problem)}`];
  const { pausedSince, inFlight } = state;
  // If nothing is in flight, the window is not full, so the next record itself is slow.
  const slow = pausedSince !== undefined && inFlight === 0 && now - pausedSince > PLANNED_WITHIN_MS;
  return slow ? [`${at} waits for its next record to be decoded, ${lasted(pausedSince)}`] : [];
}
