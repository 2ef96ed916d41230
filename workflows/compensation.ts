import type { TakenStep, UndoEnd } from './undo.ts';

export interface Compensation {
  /** Steps that have no effect any more, last first. */
  readonly compensated: string[];
  /** Steps whose undo failed permanently: an operator has to handle them. */
  readonly failedCompensations: string[];
  /** Those of them of which nobody knows what they did. */
  readonly unresolved: string[];
}

/** @param ends how the undo of each of these steps ended */
export function compensationOf(steps: readonly TakenStep[], ends: readonly UndoEnd[]): Compensation {
  const those = (...wanted: readonly UndoEnd[]) =>
    steps.filter((_, at) => wanted.includes(ends[at]!)).map(({ step }) => step);
  return {
    compensated: those('undone'),
    failedCompensations: those('refused', 'unresolved'),
    unresolved: those('unresolved'),
  };
}
