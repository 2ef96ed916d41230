import type { OutcomePublisher } from '../../activities/bridge/publish-outcome.ts';
import type { Concurrency } from '../../consumers/bridge/concurrency.ts';
import type { CircuitBreaker } from '../../consumers/bridge/circuit-breaker.ts';
import type { RecordSource } from '../../consumers/bridge/source.ts';
import { observeWaits, routeOfTopic } from './waits.ts';
import { routeName, type Route } from '../../consumers/bridge/route.ts';
import { isOverload } from '../../consumers/bridge/temporal-answers.ts';
import type { Drop } from '../../workflows/bridge/interceptors/drops.ts';
import { reasonsNotReady, type Condition } from './health.ts';
import type { Kafka } from '../kafka/kafka.ts';
import type { Logger } from '../logger.ts';
import { positionsOf } from '../kafka/positions.ts';
import type { RecordProducer } from '../kafka/producer.ts';
import { createMetrics } from './metrics.ts';
import { DROPPED, type Progress } from './progress-log.ts';
import type { AttemptedActivity } from '../temporal/watch-activities.ts';
import { FailingActivities, notesOf } from './failing-activities.ts';
import { HeldUpRecords } from './held-up.ts';
import { lagReader } from './lag.ts';
import { SettleTimes } from './settle-times.ts';
import { startAtZero, type Countable } from './series.ts';
import { show } from './show.ts';

/** The parts of the consumers that are observed. */
export interface ConsumerParts {
  readonly kafka: Pick<Kafka, 'cluster' | 'groups'>;
  readonly groupId: string;
  readonly source: RecordSource;
  readonly breakers: readonly CircuitBreaker[];
  readonly concurrency: Concurrency;
  /** Of dead letters. */
  readonly producer: Pick<RecordProducer, 'unwritten'>;
}

export type Observer = ReturnType<typeof createObserver>;

/** Collects the health and metrics of the process. The observed parts do not depend on it. */
export function createObserver() {
  const metrics = createMetrics();
  const times = new SettleTimes();
  const heldUp = new HeldUpRecords();
  let failing = new FailingActivities();
  let phase: Pick<Condition, 'phase' | 'since' | 'crash'> = {
    phase: 'starting',
    since: Date.now(),
    crash: undefined,
  };
  let consumers: ConsumerParts | undefined;
  const producers = new Set<Pick<RecordProducer, 'unwritten'>>();
  let consumersSince = Date.now();
  const watched: CircuitBreaker[] = [];
  const enter = (next: Condition['phase'], crash?: unknown) => {
    // A crashed process drains too; the crash remains the reason.
    if (phase.phase !== 'crashed') phase = { phase: next, since: Date.now(), crash };
  };

  const condition = (): Condition => {
    const source = consumers?.source.state;
    return {
      ...phase,
      source,
      unwritten: [...producers].flatMap(({ unwritten }) => unwritten),
      breakers: oneOfEachName([...(consumers?.breakers ?? []), ...watched]),
      heldUp: source ? heldUp.in(source) : [],
      failing: failing.noted(Date.now()),
    };
  };
  const reasons = () => reasonsNotReady(condition(), Date.now());
  const lag = lagReader({
    async read() {
      if (!consumers) return [];
      const { phase, partitions } = consumers.source.state;
      // The last known lag stays, and grows old: without an assignment nothing newer is known.
      if (phase === 'joining' || phase === 'stopped')
        throw new Error('no partition is assigned at the moment');
      return positionsOf(consumers.kafka, consumers.groupId, partitions);
    },
  });

  return {
    running: () => enter('running'),
    draining: () => enter('draining'),
    crashed: (cause: unknown) => enter('crashed', cause),

    /** Makes the series of everything that is going to be counted. */
    expect: (countable: Countable) => startAtZero(metrics, countable),

    /** Something that the process cannot do without is asked from time to time; its breaker is open without an answer. */
    watch: (breaker: CircuitBreaker) => void watched.push(breaker),

    /** Starts to observe the consumers. Read from the source that it returns. */
    consumers(parts: ConsumerParts): RecordSource {
      consumers = parts;
      producers.add(parts.producer);
      consumersSince = Date.now();
      const { source } = parts;
      return {
        capabilities: source.capabilities,
        get state() {
          return source.state;
        },
        start: (open) => source.start((partition) => times.timed(partition, open(partition))),
        stop: (deadlineMs) => source.stop(deadlineMs),
      };
    },

    /** Counts what is logged. */
    progress: (log: Progress): Progress => ({
      onSettled(record, route, outcome) {
        const { topic } = record;
        heldUp.settled(record);
        metrics.records.inc({ topic, route, result: outcome.kind });
        if (outcome.kind === 'rejected') metrics.deadLetters.inc({ topic, route, reason: outcome.reason });
        if (outcome.kind === 'duplicate' && outcome.otherRecord) metrics.dropped.inc({ topic, route });
        const seconds = times.settled(record);
        if (seconds !== undefined) metrics.settleSeconds.observe({ topic }, seconds);
        log.onSettled(record, route, outcome);
      },
      onHeldUp(record, cause) {
        heldUp.failed(record, cause);
        metrics.heldUp.inc({ topic: record.topic });
        log.onHeldUp(record, cause);
      },
      onRetry(event, attempts, cause) {
        metrics.temporalRetries.inc({ why: isOverload(cause) ? 'overload' : 'outage' });
        log.onRetry(event, attempts, cause);
      },
      onUnwritten(record, attempts, cause) {
        metrics.deadLetterRetries.inc({ topic: record.topic });
        log.onUnwritten(record, attempts, cause);
      },
      onBreaker: log.onBreaker,
    }),

    /** Counts drops by route, from 0: consumers and worker each say so of the app's routes. */
    routes(routes: readonly Route[]): void {
      for (const route of routes) metrics.dropped.inc({ topic: route.topic, route: routeName(route) }, 0);
    },

    /** Counts and logs what a worker's runs wait for, from 0. */
    waits: (routes: readonly Route[], log: Logger) => observeWaits(metrics, routes, log),

    /** Counts and logs what the guard of a worker drops. It does not know the type, so not always the route. */
    guardDrops:
      (routes: readonly Route[], log: Logger) =>
      ({ topic, partition, offset, first }: Drop): void => {
        const route = routeOfTopic(routes, topic);
        metrics.dropped.inc({ topic, route });
        log.info({ topic, partition, offset, route, first }, DROPPED);
      },

    /** Looks after the activities of a worker that keep failing. */
    activities(log: Logger): (attempted: AttemptedActivity) => void {
      failing = new FailingActivities(log);
      return (attempted) => failing.attempted(attempted);
    },

    /** Where the application's activities may add metrics. */
    registry: metrics.registry,

    /** Counts outcomes that the broker acknowledged, and looks after what cannot be written. */
    publisher(inner: OutcomePublisher, producer: Pick<RecordProducer, 'unwritten'>): OutcomePublisher {
      producers.add(producer);
      return {
        async publish(outcome, signal) {
          await inner.publish(outcome, signal);
          metrics.outcomes.inc({ topic: outcome.topic, type: outcome.type.name });
        },
      };
    },

    condition,
    reasons,
    /** What people should know of, although the process does its work. */
    notes: () => notesOf(condition().failing, Date.now()),

    /** All metrics in the Prometheus text format. */
    async scrape(): Promise<{ contentType: string; text: string }> {
      const known = await lag();
      show(metrics, condition(), {
        ready: reasons().length === 0,
        limit: consumers?.concurrency.limit,
        known,
        lagUnknownSince: consumers && consumersSince,
      });
      return { contentType: metrics.registry.contentType, text: await metrics.registry.metrics() };
    },
  };
}

/** Consumers find out by their calls, and a watch by asking: it is one dependency, and one reason. */
function oneOfEachName(breakers: readonly CircuitBreaker[]): readonly CircuitBreaker[] {
  const byName = Map.groupBy(breakers, ({ name }) => name);
  return [...byName.values()].map((same) => same.find(({ since }) => since !== undefined) ?? same[0]!);
}
