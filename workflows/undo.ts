import { ActivityFailure, ApplicationFailure, log, sleep } from '@temporalio/workflow';
import type { Undone } from '../activities/services.ts';
import type { Fate } from '../activities/undo.ts';
import { failureReason } from './failure-reason.ts';
import { HEARS_AFTER_MS } from './hears-after.ts';

/** Asks a service to undo a step, again and again for this long. Without a limit only in orders of earlier versions. */
export type Undo = (
  about: { readonly fate?: Fate; readonly asked?: number },
  withinMs?: number,
) => Promise<Undone | undefined>;

/** A step that was begun. */
export interface TakenStep {
  readonly step: string;
  readonly undo: Undo;
  fate: Fate;
  /** It failed with a refusal, certain or not. */
  refused: boolean;
}

/**
 * How an undo ended: `undone`, or the service promised that the step can have no more effect; `nothing`, as is right
 * after a step that was surely refused; the service `refused` to undo it; or nobody knows.
 */
export type UndoEnd = 'undone' | 'nothing' | 'refused' | 'unresolved';

/**
 * Asks until the service confirms the undo, or promises that the step can have no more effect, or refuses for good.
 *
 * @param deadline by the workflow's clock, in milliseconds since 1970
 * @param onFailing hears from time to time why the undo is still open
 */
export async function askUntilUndone(
  { step, undo, fate }: TakenStep,
  deadline: number,
  onFailing: (why: string) => void,
): Promise<UndoEnd> {
  let asked = 0;
  for (let nth = 0; Date.now() < deadline; nth += 1) {
    const end = Math.min(Date.now() + (HEARS_AFTER_MS[nth] ?? HEARS_AFTER_MS.at(-1)!), deadline);
    const answer = await undo({ fate, asked }, end - Date.now()).catch((error: unknown) => {
      if (!(error instanceof ActivityFailure)) throw error;
      return error;
    });
    // A worker of an earlier version tells nothing of the answer.
    const why =
      answer instanceof ActivityFailure ? failureReason(answer) : answer ? undefined : 'answer-not-read';
    if (why === 'CompensationRefusedError') return 'refused';
    if (why === undefined) return (answer as Undone).undone || fate !== 'refused' ? 'undone' : 'nothing';

    if (answer instanceof ActivityFailure) asked = Math.max(asked, askedIn(answer));
    log.warn('an undo is still open', { step, reason: why });
    onFailing(why);
    if (end >= deadline) break;
    await sleep(Math.max(1, end - Date.now()));
  }
  return 'unresolved';
}

/** How many definite answers "nothing to undo" there have been, so that the next request has a key of its own. */
function askedIn({ cause }: ActivityFailure): number {
  const [asked] = cause instanceof ApplicationFailure ? (cause.details ?? []) : [];
  return (asked as { asked?: number } | undefined)?.asked ?? 0;
}
