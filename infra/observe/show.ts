import type { PartitionState } from '../../consumers/bridge/source.ts';
import type { Condition } from './health.ts';
import type { Metrics } from './metrics.ts';
import type { KnownLag } from './lag.ts';

export interface Shown {
  readonly ready: boolean;
  /** Maximum concurrent calls to Temporal; undefined if no consumers run. */
  readonly limit: number | undefined;
  readonly known: KnownLag | undefined;
}

/** Sets the gauges to the current state. A revoked partition has no gauges: its new owner reports it. */
export function show(metrics: Metrics, condition: Condition, { ready, limit, known }: Shown): void {
  const partitions = condition.source?.partitions ?? [];
  metrics.ready.set(ready ? 1 : 0);
  if (limit !== undefined) metrics.temporalConcurrency.set(limit);
  for (const { name, since } of condition.breakers)
    metrics.breakerOpen.set({ dependency: name }, since === undefined ? 0 : 1);

  metrics.unwritten.reset();
  for (const { topic } of condition.unwritten) metrics.unwritten.set({ topic }, 1);
  for (const gauge of [metrics.inFlight, metrics.partitionPaused, metrics.partitionStopped]) gauge.reset();
  for (const state of partitions) showPartition(metrics, state);
  showLag(metrics, partitions, known);
}

function showPartition(metrics: Metrics, state: PartitionState): void {
  const { topic, partition, inFlight, pausedSince, problem } = state;
  metrics.inFlight.set({ topic, partition }, inFlight);
  metrics.partitionPaused.set({ topic, partition }, pausedSince === undefined ? 0 : 1);
  metrics.partitionStopped.set({ topic, partition }, problem ? 1 : 0);
}

function showLag(metrics: Metrics, assigned: readonly PartitionState[], known: KnownLag | undefined): void {
  metrics.lag.reset();
  if (!known) return;
  metrics.lagAge.set((Date.now() - known.at) / 1_000);
  for (const { topic, partition, records } of known.lags) {
    const isAssigned = assigned.some((state) => state.topic === topic && state.partition === partition);
    if (isAssigned) metrics.lag.set({ topic, partition }, records);
  }
}
