import type { Selection } from './selection.ts';

/** A selection as given on the command line. */
export interface SelectionOptions {
  readonly reason?: string[];
  readonly route?: string[];
  readonly key?: string[];
  readonly since?: number;
  readonly until?: number;
}

export const selectionOf = ({ reason, route, key, since, until }: SelectionOptions): Selection => ({
  reasons: reason,
  routes: route,
  keys: key,
  since,
  until,
});

export const selectsAll = (options: SelectionOptions): boolean =>
  Object.values(selectionOf(options)).every((chosen) => chosen === undefined);
