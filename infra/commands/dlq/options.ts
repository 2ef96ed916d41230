import type { Selection } from './selection.ts';
import { STATES, type State } from './states.ts';

/** A selection as given on the command line. */
export interface SelectionOptions {
  readonly reason?: string[];
  readonly eventId?: string[];
  readonly route?: string[];
  readonly key?: string[];
  readonly since?: number;
  readonly until?: number;
  readonly state?: string[];
}

export const selectionOf = ({ reason, eventId, route, key, since, until }: SelectionOptions): Selection => ({
  reasons: reason,
  eventIds: eventId,
  routes: route,
  keys: key,
  since,
  until,
});

/** The states asked for. Default: what is waiting. */
export function statesOf({ state = ['waiting'] }: SelectionOptions): ReadonlySet<State> {
  return new Set(STATES.filter((each) => state.includes(each) || state.includes('all')));
}

export const selectsAll = (options: SelectionOptions): boolean =>
  Object.values(selectionOf(options)).every((chosen) => chosen === undefined);
