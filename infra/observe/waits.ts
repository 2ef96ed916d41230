import { routeName, type Route } from '../../consumers/bridge/route.ts';
import { wordsOf, type ToldWait } from '../../workflows/bridge/interceptors/waits.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from './metrics.ts';

/** Counts, from 0, and logs signals that no handler takes, and workflows that their handlers keep open. */
export function observeWaits(metrics: Metrics, routes: readonly Route[], log: Logger) {
  for (const { topic } of routes) metrics.unhandled.inc({ topic, route: routeOfTopic(routes, topic) }, 0);
  metrics.unfinished.inc(0);

  return ({ wait, isOver, isFirst, ...run }: ToldWait): void => {
    const { kind: _, since, ...what } = wait;
    const labels = wait.kind === 'unhandled' && {
      topic: wait.topic,
      route: routeOfTopic(routes, wait.topic),
    };
    if (isFirst) {
      if (labels) metrics.unhandled.inc(labels);
      else metrics.unfinished.inc();
    }
    log.warn({ ...run, ...what, ...labels, since: new Date(since).toISOString() }, wordsOf(wait, isOver));
  };
}

/** A worker does not know the type of an event: the topic alone if it has several routes. */
export function routeOfTopic(routes: readonly Route[], topic: string): string {
  const ofTopic = routes.filter((each) => each.topic === topic);
  return ofTopic.length === 1 ? routeName(ofTopic[0]!) : topic;
}
