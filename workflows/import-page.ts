import {
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { ImportActivities, PageProgress } from '../activities/import-page.ts';
import type { ImportInput, ImportProgress } from './import-messages.ts';
import { UNLIMITED } from './retry-policies.ts';
import type { Lock } from './with-lock.ts';

/** A worker that dies is noticed by its silence, however long a page may take. */
const { importPage } = proxyActivities<ImportActivities>({
  startToCloseTimeout: '24 hours',
  heartbeatTimeout: '30 seconds',
  // The lock is not let go of while something may still be published under it.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: UNLIMITED.retry,
});

/** A worker whose clock is ahead is out of time at once: others may not be, and it must not be asked without a pause. */
const PAUSE_MS = 5_000;

export interface ImportTurn {
  readonly soFar: ImportProgress;
  /** Lines of the page, once all of it is done. */
  readonly lines: number;
  readonly isLast: boolean;
}

/** One page under the lock, or as much of it as one lease allows: the next turn goes on from there. */
export async function importTurn(
  { catalogId, file }: ImportInput,
  soFar: ImportProgress,
  lock: Lock,
): Promise<ImportTurn> {
  const { start, version, processed, rejected } = soFar;
  const { time, done } = soFar.page ?? { time: new Date().toISOString() };
  const { firstExecutionRunId: firstRunId } = workflowInfo();
  const page = { catalogId, file, start, linesBefore: processed + rejected, version, firstRunId, time };
  const until = await lock.keep();
  try {
    const result = await importPage({ ...page, done, until });
    const { lines, isLast } = result;
    const published = processed + lines - result.rejected;
    return {
      soFar: {
        processed: published,
        rejected: rejected + result.rejected,
        start: result.end,
        version: result.version,
      },
      lines,
      isLast,
    };
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : undefined;
    if (!(cause instanceof ApplicationFailure) || cause.type !== 'OutOfTimeError') throw error;
    if (until > Date.now()) await sleep(PAUSE_MS);
    const doneNow = (cause.details?.[0] as PageProgress | undefined) ?? done;
    return { soFar: { ...soFar, page: { time, done: doneNow } }, lines: 0, isLast: false };
  }
}
