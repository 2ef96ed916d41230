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

/** A missing heartbeat reveals a dead worker, even if a page takes long. */
const { importPage } = proxyActivities<ImportActivities>({
  startToCloseTimeout: '24 hours',
  heartbeatTimeout: '30 seconds',
  // Keep the lock while a publication under it may still be running.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: UNLIMITED.retry,
});

/** A worker with a fast clock runs out of time at once. Pause, so that another worker may take the page. */
const PAUSE_MS = 5_000;

export interface ImportTurn {
  readonly soFar: ImportProgress;
  /** Lines of the page, once all of it is done. */
  readonly lines: number;
  readonly isLast: boolean;
}

/** Imports one page under the lock, or as much of it as one lease allows; the next turn continues there. */
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
