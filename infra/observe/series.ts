import { deadLetterTopic } from '../../consumers/bridge/dead-letter.ts';
import { routeName, type Route } from '../../consumers/bridge/route.ts';
import { REASONS } from '../../schemas/bridge/rejected.ts';
import type { TopicTypes } from '../../schemas/bridge/topic-types.ts';
import type { Metrics } from './metrics.ts';

/** What a process is going to count. */
export interface Countable {
  readonly routes: readonly Route[];
  readonly outcomes: TopicTypes;
}

const RESULTS = ['delivered', 'duplicate', 'ignored', 'rejected'];

/**
 * Makes every series that may be counted, at 0. One that begins with its first event would hide it: Prometheus sees no
 * increase from nothing to 1.
 */
export function startAtZero(metrics: Metrics, { routes, outcomes }: Countable): void {
  for (const topic of new Set(routes.map((route) => route.topic))) {
    const names = routes.filter((route) => route.topic === topic).map(routeName);
    // A record whose type is not known has the topic for its route.
    for (const route of [topic, ...names]) {
      for (const result of RESULTS) metrics.records.inc({ topic, route, result }, 0);
      for (const reason of REASONS) metrics.deadLetters.inc({ topic, route, reason }, 0);
    }
    metrics.settleSeconds.zero({ topic });
    metrics.heldUp.inc({ topic }, 0);
    metrics.deadLetterRetries.inc({ topic: deadLetterTopic(topic) }, 0);
  }
  if (routes.length > 0) for (const why of ['outage', 'overload']) metrics.temporalRetries.inc({ why }, 0);
  for (const [topic, types] of Object.entries(outcomes))
    for (const { name: type } of types) metrics.outcomes.inc({ topic, type }, 0);
}
