import type { PartitionState, SourceState } from '../../consumers/bridge/source.ts';
import type { FailingActivity } from './failing-activities.ts';
import type { Condition } from './health.ts';
import type { Metrics } from './metrics.ts';
import type { KnownLag } from './lag.ts';

export interface Shown {
  readonly ready: boolean;
  /** Maximum concurrent calls to Temporal; undefined if no consumers run. */
  readonly limit: number | undefined;
  readonly known: KnownLag | undefined;
  /** If the lag was never known: since when it could be, in milliseconds since 1970. Undefined if no consumers run. */
  readonly lagUnknownSince: number | undefined;
}

/** Sets the gauges to the current state. A revoked partition has no gauges: its new owner reports it. */
export function show(metrics: Metrics, condition: Condition, shown: Shown): void {
  const { ready, limit } = shown;
  const partitions = condition.source?.partitions ?? [];
  metrics.ready.set(ready ? 1 : 0);
  if (limit !== undefined) metrics.temporalConcurrency.set(limit);
  for (const { name, since } of condition.breakers)
    metrics.breakerOpen.set({ dependency: name }, since === undefined ? 0 : 1);

  showFailing(metrics, condition.failing, Date.now());
  metrics.unwritten.reset();
  for (const { topic } of condition.unwritten) metrics.unwritten.set({ topic }, 1);
  for (const gauge of [metrics.inFlight, metrics.partitionPaused, metrics.partitionStopped]) gauge.reset();
  for (const state of partitions) showPartition(metrics, state);
  showLag(metrics, condition.source, shown);
}

function showFailing(metrics: Metrics, failing: readonly FailingActivity[], now: number): void {
  metrics.activitiesFailing.reset();
  metrics.activitiesFailingFor.reset();
  for (const [activity, all] of Map.groupBy(failing, ({ activityType }) => activityType)) {
    const since = Math.min(...all.map((each) => each.since));
    metrics.activitiesFailing.set({ activity }, all.length);
    metrics.activitiesFailingFor.set({ activity }, (now - since) / 1_000);
  }
}

function showPartition(metrics: Metrics, state: PartitionState): void {
  const { topic, partition, inFlight, pausedSince, problem } = state;
  metrics.inFlight.set({ topic, partition }, inFlight);
  metrics.partitionPaused.set({ topic, partition }, pausedSince === undefined ? 0 : 1);
  metrics.partitionStopped.set({ topic, partition }, problem && problem.kind !== 'open-transaction' ? 1 : 0);
}

/** While the group is joined again, which lasts as long as the brokers are away, the last known lag is shown. */
function showLag(metrics: Metrics, source: SourceState | undefined, { known, lagUnknownSince }: Shown): void {
  metrics.lag.reset();
  metrics.lagOpen.reset();
  const since = known?.at ?? lagUnknownSince;
  if (!source || since === undefined) return;
  metrics.lagAge.set((Date.now() - since) / 1_000);
  const { phase, partitions } = source;
  for (const { topic, partition, records, open } of known?.lags ?? []) {
    const isAssigned = partitions.some((state) => state.topic === topic && state.partition === partition);
    if (!isAssigned && phase !== 'joining' && phase !== 'stopped') continue;
    metrics.lag.set({ topic, partition }, records);
    metrics.lagOpen.set({ topic, partition }, open);
  }
}
