import type { PartitionState, SourceState, TopicPartition } from '../../consumers/bridge/source.ts';
import { reasonOf } from '../user-error.ts';

/** A record that fails for a reason that nobody foresaw, and is tried again. */
export interface HeldUp extends TopicPartition {
  readonly offset: bigint;
  /** Of the first failure, in milliseconds since 1970. */
  readonly since: number;
  readonly cause: unknown;
}

/** Everything that readiness depends on. Times are milliseconds since 1970. */
export interface Condition {
  readonly phase: 'starting' | 'running' | 'draining' | 'crashed';
  /** When the phase began. */
  readonly since: number;
  /** What crashed it. */
  readonly crash: unknown;
  /** Undefined where no consumers run in this process, or not yet. */
  readonly source: SourceState | undefined;
  /** `since` is undefined while calls of it go through. */
  readonly breakers: readonly {
    readonly name: string;
    readonly since: number | undefined;
    readonly cause: unknown;
  }[];
  readonly heldUp: readonly HeldUp[];
}

/** A record may take so long to be planned, in milliseconds, before somebody should know. */
const PLANNED_WITHIN_MS = 5_000;

/** Three heartbeats of the group, in milliseconds. The client itself waits far longer for a broker that says nothing. */
const HEARD_WITHIN_MS = 10_000;

/**
 * Why the process does not do its work, in plain words for people; nothing where it does. A window that is full is no
 * reason: records are in flight, and the breaker of whatever holds them up says so.
 */
export function reasonsNotReady(condition: Condition, now: number): string[] {
  const { source, breakers, heldUp } = condition;
  const lasted = (since: number) => `for ${Math.max(0, Math.round((now - since) / 1_000))} s`;
  const partitions = source?.partitions ?? [];
  return [
    ...ofProcess(condition, lasted),
    ...(source ? ofGroup(source, now, lasted) : []),
    ...breakers.flatMap(({ name, since, cause }) =>
      since === undefined ? [] : [`${name} gives no answer, ${lasted(since)}: ${fullReasonOf(cause)}`],
    ),
    ...partitions.flatMap((partition) => ofPartition(partition, now, lasted)),
    ...heldUp.map(
      ({ topic, partition, offset, since, cause }) =>
        `${topic}/${partition} is held up at offset ${offset}, ${lasted(since)}: ${kindOf(cause)}; the log says where`,
    ),
  ];
}

/** Nobody knows what an error quotes that nobody foresaw. */
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
      return [`stopped by an error that it cannot mend: ${fullReasonOf(crash)}`];
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
  if (state.problem) return [`${at} is stopped: ${fullReasonOf(state.problem)}`];
  const { pausedSince, inFlight } = state;
  // With nothing in flight the window is not full: then the record itself takes so long.
  const slow = pausedSince !== undefined && inFlight === 0 && now - pausedSince > PLANNED_WITHIN_MS;
  return slow ? [`${at} waits for its next record to be decoded, ${lasted(pausedSince)}`] : [];
}

/** What an error says, and what its cause does: an SDK's own error often says less than the one that it wraps. */
export function fullReasonOf(error: unknown): string {
  const reason = reasonOf(error);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
  return cause === '' || reason.includes(cause) ? reason : `${reason}: ${cause}`;
}
