import { compensationOf, type Compensation } from './compensation.ts';
import type { TakenStep, UndoEnd } from './undo.ts';

/**
 * Undoes steps, the last one first. None waits for another: a refund is not held up by a shipping service that is down.
 */
export async function undoAtOnce(
  steps: readonly TakenStep[],
  ask: (step: TakenStep) => Promise<UndoEnd>,
): Promise<Compensation> {
  const lastFirst = steps.toReversed();
  return compensationOf(lastFirst, await Promise.all(lastFirst.map(ask)));
}
