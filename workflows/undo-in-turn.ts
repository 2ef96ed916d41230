import { ActivityFailure } from '@temporalio/workflow';
import { failureReason } from './failure-reason.ts';
import type { TakenStep } from './undo.ts';
import type { Compensation } from './compensation.ts';

/**
 * As orders of earlier versions did it, for those that had begun to: one undo after the other, and none for a step that
 * was refused. Their histories allow no other order.
 */
export async function undoInTurn(steps: readonly TakenStep[]): Promise<Compensation> {
  const compensated: string[] = [];
  const failedCompensations: string[] = [];
  const unresolved: string[] = [];
  for (const { step, undo } of steps.filter(({ refused }) => !refused).toReversed()) {
    try {
      await undo({});
      compensated.push(step);
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      failedCompensations.push(step);
      if (failureReason(error) === 'NothingToUndoError') unresolved.push(step);
    }
  }
  return { compensated, failedCompensations, unresolved };
}
