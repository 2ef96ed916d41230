import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * Metric names are a frozen format: dashboards and alerts use them. Label values come from routes, partitions and code,
 * so there are few of them; they never come from a record.
 */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,

    records: new Counter({
      name: 'ktb_records_total',
      help: 'Records settled, by route and result: delivered, duplicate, ignored, rejected (dead-lettered)',
      labelNames: ['topic', 'route', 'result'],
      registers,
    }),
    deadLetters: new Counter({
      name: 'ktb_dead_letters_total',
      help: 'Dead letters written, by topic and route of the record and by ktb_reason',
      labelNames: ['topic', 'route', 'reason'],
      registers,
    }),
    dropped: new Counter({
      name: 'ktb_dropped_total',
      help: 'Records dropped because another record had the same event name first, by topic and route',
      labelNames: ['topic', 'route'],
      registers,
    }),
    unhandled: new Counter({
      name: 'ktb_unhandled_signals_total',
      help: 'Signals of events that no handler took within a minute, or before their workflow ended, by topic and route',
      labelNames: ['topic', 'route'],
      registers,
    }),
    unfinished: new Counter({
      name: 'ktb_unfinished_handlers_total',
      help: 'Workflows that had finished and were kept open by their handlers for more than a minute',
      registers,
    }),
    settleSeconds: new Histogram({
      name: 'ktb_settle_seconds',
      help: 'Time from when its partition first offers a record until the record is settled',
      labelNames: ['topic'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600],
      registers,
    }),
    heldUp: new Counter({
      name: 'ktb_held_up_total',
      help: 'Attempts that failed with an unexpected error, such as no answer from the schema registry',
      labelNames: ['topic'],
      registers,
    }),
    temporalRetries: new Counter({
      name: 'ktb_temporal_retries_total',
      help: 'Retried calls to Temporal, by reason: outage or overload',
      labelNames: ['why'],
      registers,
    }),
    deadLetterRetries: new Counter({
      name: 'ktb_dead_letter_retries_total',
      help: 'Retried writes of dead letters, by dead-letter topic',
      labelNames: ['topic'],
      registers,
    }),
    outcomes: new Counter({
      name: 'ktb_outcomes_total',
      help: 'Outcomes acknowledged by the broker, including repeated ones',
      labelNames: ['topic', 'type'],
      registers,
    }),

    ready: new Gauge({ name: 'ktb_ready', help: '1 if /readyz answers 200, else 0', registers }),
    inFlight: new Gauge({
      name: 'ktb_in_flight',
      help: 'Records taken from an assigned partition and not yet settled',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    partitionPaused: new Gauge({
      name: 'ktb_partition_paused',
      help: '1 while an assigned partition takes no records: its window is full, or a dependency is down',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    partitionStopped: new Gauge({
      name: 'ktb_partition_stopped',
      help: '1 if an assigned partition is stopped until an operator repairs it; /readyz gives the reason',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    lag: new Gauge({
      name: 'ktb_lag',
      help: 'Offsets of an assigned partition from the committed one to the end of its log, as of ktb_lag_age_seconds ago',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    lagOpen: new Gauge({
      name: 'ktb_lag_open_transaction',
      help: 'Part of ktb_lag that waits for the end of an open transaction: its records, and those that follow it',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    lagAge: new Gauge({
      name: 'ktb_lag_age_seconds',
      help: 'Age of ktb_lag; it grows while the brokers do not answer',
      registers,
    }),
    breakerOpen: new Gauge({
      name: 'ktb_breaker_open',
      help: '1 while a dependency does not answer',
      labelNames: ['dependency'],
      registers,
    }),
    unwritten: new Gauge({
      name: 'ktb_unwritten',
      help: '1 while outcomes or dead letters cannot be written to the topic, or to a partition of it',
      labelNames: ['topic'],
      registers,
    }),
    activitiesFailing: new Gauge({
      name: 'ktb_activities_failing',
      help: 'Activities that have failed for longer than a minute and are attempted again, by type; of those that this process attempts',
      labelNames: ['activity'],
      registers,
    }),
    activitiesFailingFor: new Gauge({
      name: 'ktb_activities_failing_seconds',
      help: 'How long the oldest of ktb_activities_failing has failed',
      labelNames: ['activity'],
      registers,
    }),
    temporalConcurrency: new Gauge({
      name: 'ktb_temporal_concurrency_limit',
      help: 'Maximum concurrent calls to Temporal; lowered while Temporal reports overload',
      registers,
    }),
  };
}
