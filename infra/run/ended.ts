/** One part of an app, if not all of it. */
export type Part = 'consumers' | 'worker';

/** How a bridge that was asked to end, or had to, came to its end. */
export interface Ended {
  /** Everything that was under way is settled and committed. */
  readonly drained: boolean;
  /** Why it stopped by itself; undefined if it was asked to. */
  readonly cause?: Error;
}

/** Exit codes of a process that ran a bridge. */
export const CRASHED = 4;
export const NOT_DRAINED = 5;

export function exitCodeOf({ cause, drained }: Ended): number {
  if (cause) return CRASHED;
  return drained ? 0 : NOT_DRAINED;
}
