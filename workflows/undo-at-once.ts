import type { TakenStep, UndoEnd } from './undo.ts';

export interface Compensation {
  /** Steps that have no effect any more, last first. */
  readonly compensated: string[];
  /** Steps whose undo failed permanently: an operator has to handle them. */
  readonly failedCompensations: string[];
  /** Those of them of which nobody knows what they did. */
  readonly unresolved: string[];
}

/**
 * Undoes steps, the last one first. None waits for another: a refund is not held up by a shipping service that is down.
 */
export async function undoAtOnce(
  steps: readonly TakenStep[],
  ask: (step: TakenStep) => Promise<UndoEnd>,
): Promise<Compensation> {
  const lastFirst = steps.toReversed();
  const ends = await Promise.all(lastFirst.map(ask));
  const those = (...wanted: readonly UndoEnd[]) =>
    lastFirst.filter((_, at) => wanted.includes(ends[at]!)).map(({ step }) => step);
  return {
    compensated: those('undone'),
    failedCompensations: those('refused', 'unresolved'),
    unresolved: those('unresolved'),
  };
}
