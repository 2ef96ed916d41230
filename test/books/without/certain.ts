/** In place of workflows/undo-at-once.ts: every refusal is believed, and the undo of a refused step is dropped. */
import { compensationOf, type Compensation } from '../../../workflows/compensation.ts';
import type { TakenStep, UndoEnd } from '../../../workflows/undo.ts';

export async function undoAtOnce(
  steps: readonly TakenStep[],
  ask: (step: TakenStep) => Promise<UndoEnd>,
): Promise<Compensation> {
  const lastFirst = steps.filter(({ refused }) => !refused).toReversed();
  return compensationOf(lastFirst, await Promise.all(lastFirst.map(ask)));
}
