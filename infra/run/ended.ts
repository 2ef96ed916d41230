/** One part of an app, if not all of it. */
export type Part = 'consumers' | 'worker';

/** How the run of a bridge ended. */
export interface Ended {
  /** Whether every record in flight was settled and committed. */
  readonly drained: boolean;
  /** The error that stopped it; undefined if it was asked to stop. */
  readonly cause?: Error;
}

/** Exit codes of a process that ran a bridge. */
export const CRASHED = 4;
export const NOT_DRAINED = 5;

export function exitCodeOf({ cause, drained }: Ended): number {
  if (cause) return CRASHED;
  return drained ? 0 : NOT_DRAINED;
}
