import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * The names are a frozen format: dashboards and alerts ask for them. A label holds what routes, partitions and code
 * define, of which there are few; never what a record brought.
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
      help: 'Dead letters written, by the topic and route of their record and by ktb_reason',
      labelNames: ['topic', 'route', 'reason'],
      registers,
    }),
    settleSeconds: new Histogram({
      name: 'ktb_settle_seconds',
      help: 'From the first time that a record is offered by its partition until it is settled',
      labelNames: ['topic'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600],
      registers,
    }),
    heldUp: new Counter({
      name: 'ktb_held_up_total',
      help: 'Attempts that failed for a reason that no part accounts for, such as a registry that does not answer',
      labelNames: ['topic'],
      registers,
    }),
    temporalRetries: new Counter({
      name: 'ktb_temporal_retries_total',
      help: 'Calls of Temporal that are made again, by why: outage or overload',
      labelNames: ['why'],
      registers,
    }),
    deadLetterRetries: new Counter({
      name: 'ktb_dead_letter_retries_total',
      help: 'Writes of dead letters that are made again, by dead-letter topic',
      labelNames: ['topic'],
      registers,
    }),
    outcomes: new Counter({
      name: 'ktb_outcomes_total',
      help: 'Outcomes that the broker acknowledged, repetitions included',
      labelNames: ['topic', 'type'],
      registers,
    }),

    ready: new Gauge({ name: 'ktb_ready', help: '1 where /readyz answers 200, else 0', registers }),
    inFlight: new Gauge({
      name: 'ktb_in_flight',
      help: 'Records taken from an assigned partition that are not settled',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    partitionPaused: new Gauge({
      name: 'ktb_partition_paused',
      help: '1 while an assigned partition takes no record: its window is full, or something is down',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    partitionStopped: new Gauge({
      name: 'ktb_partition_stopped',
      help: '1 where an assigned partition cannot go on until somebody mends it; /readyz says why',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    lag: new Gauge({
      name: 'ktb_lag',
      help: 'Records of an assigned partition that the group has not committed, as of ktb_lag_age_seconds ago',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    lagAge: new Gauge({
      name: 'ktb_lag_age_seconds',
      help: 'How old ktb_lag is: it grows while the brokers do not answer',
      registers,
    }),
    breakerOpen: new Gauge({
      name: 'ktb_breaker_open',
      help: '1 while a dependency gives no answer and records wait for it',
      labelNames: ['dependency'],
      registers,
    }),
    temporalConcurrency: new Gauge({
      name: 'ktb_temporal_concurrency_limit',
      help: 'Calls of Temporal that may be under way at once; it shrinks when Temporal says that it is overloaded',
      registers,
    }),
  };
}
