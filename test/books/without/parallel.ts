/** In place of workflows/undo-at-once.ts: each undo waits for the one before it. */
import { compensationOf, type Compensation } from '../../../workflows/compensation.ts';
import type { TakenStep, UndoEnd } from '../../../workflows/undo.ts';

export async function undoAtOnce(
  steps: readonly TakenStep[],
  ask: (step: TakenStep) => Promise<UndoEnd>,
): Promise<Compensation> {
  const lastFirst = steps.toReversed();
  const ends: UndoEnd[] = [];
  for (const step of lastFirst) ends.push(await ask(step));
  return compensationOf(lastFirst, ends);
}
