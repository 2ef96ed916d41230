import { ActivityFailure, ApplicationFailure, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ImportActivities, PageProgress, PageResult } from '../activities/import-page.ts';
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

/** One page under the lock, in as many turns as leases: each goes on where the one before ran out of time. */
export async function importUnderLock(
  { catalogId, file }: ImportInput,
  { start, version, processed, rejected }: ImportProgress,
  lock: Lock,
): Promise<PageResult> {
  const time = new Date().toISOString();
  const { firstExecutionRunId: firstRunId } = workflowInfo();
  const page = { catalogId, file, start, linesBefore: processed + rejected, version, firstRunId, time };
  let done: PageProgress | undefined;
  for (;;) {
    const until = await lock.keep();
    try {
      return await importPage({ ...page, done, until });
    } catch (error) {
      const cause = error instanceof ActivityFailure ? error.cause : undefined;
      if (!(cause instanceof ApplicationFailure) || cause.type !== 'OutOfTimeError') throw error;
      done = (cause.details?.[0] as PageProgress | undefined) ?? done;
    }
  }
}
