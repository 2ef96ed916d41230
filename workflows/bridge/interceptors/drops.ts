import { log, proxySinks, type Sinks } from '@temporalio/workflow';
import type { EventPlace } from './event-header.ts';
import { topicOf } from './same-event.ts';

/** A signal that the guard dropped, because another record had its event's name first. */
export interface Drop {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly signal: string;
  /** The record that had the name first; undefined if an earlier run took it. */
  readonly first: Omit<Drop, 'signal' | 'first'> | undefined;
}

/** How a worker of the bridge hears of drops. */
export interface GuardSinks extends Sinks {
  ktbGuard: { dropped(drop: Drop): void };
}

/** Global by which a worker says that it has these sinks: on another one, they would be an error in its log. */
export const HEARS_DROPS = '__ktb_hears_drops__';

const { ktbGuard } = proxySinks<GuardSinks>();

export const dropOf = (event: EventPlace, signal: string, first: EventPlace | undefined): Drop => ({
  ...placeOf(event),
  signal,
  first: first && placeOf(first),
});

/**
 * @param sink of a worker of the bridge. Default: this run's
 * @param to the log of another worker. Default: this run's
 */
export function reportDrop(
  drop: Drop,
  sink: GuardSinks['ktbGuard'] = ktbGuard,
  to: { info(message: string, about: Record<string, unknown>): void } = log,
): void {
  if ((globalThis as { [HEARS_DROPS]?: true })[HEARS_DROPS]) sink.dropped(drop);
  else to.info('event dropped: another record had its name first', { ...drop });
}

const placeOf = (event: EventPlace) => ({
  topic: topicOf(event),
  partition: event.partition,
  offset: event.offset,
});
