import { log, patched, proxyActivities } from '@temporalio/workflow';
import type { OrderActivities } from '../activities/order-activities.ts';
import { attempt } from './attempt.ts';
import type { OpenUndos } from './open-undos.ts';
import { STANDARD } from './retry-policies.ts';
import { askUntilUndone, type TakenStep } from './undo.ts';
import type { Compensation } from './compensation.ts';
import { undoAtOnce } from './undo-at-once.ts';
import { undoInTurn } from './undo-in-turn.ts';

const { reportUnresolved } = proxyActivities<OrderActivities>(STANDARD);

/**
 * Undoes the steps of an order, and tells an operator of those that were not confirmed within `withinMs`.
 *
 * Orders that an earlier version began to undo go on in its way.
 */
export async function compensate(
  steps: readonly TakenStep[],
  withinMs: number,
  open: OpenUndos,
): Promise<Compensation> {
  if (steps.length === 0) return { compensated: [], failedCompensations: [], unresolved: [] };
  if (!patched('undo-at-once')) return undoInTurn(steps);

  const deadline = Date.now() + withinMs;
  const compensation = await undoAtOnce(steps, (taken) =>
    open.during(taken.step, (onFailing) => askUntilUndone(taken, deadline, onFailing)),
  );
  const { unresolved } = compensation;
  if (unresolved.length > 0) {
    const told = await attempt(() => reportUnresolved({ steps: unresolved }));
    if (!told) log.error('undos were not confirmed, and no metric tells of it', { step: unresolved.join() });
  }
  return compensation;
}
