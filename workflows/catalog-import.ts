import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  isCancellation,
} from '@temporalio/workflow';
import type { FileProblem } from '../activities/import-file.ts';
import { historyIsLong } from './history-is-long.ts';
import type { ImportInput, ImportProgress, ImportResult } from './import-messages.ts';
import { importTurn } from './import-page.ts';
import { publish } from './outcomes.ts';
import { LockLost, withLock, type Lock } from './with-lock.ts';

/** So that a history stays short, however long the file is. */
const LINES_A_RUN = 1_000;

/** Longer than it takes to notice a worker that died and to attempt its page again. */
const LEASE_MS = 2 * 60 * 1_000;

const FILE_PROBLEMS: ReadonlySet<string> = new Set<FileProblem>([
  'file-not-found',
  'file-outside-folder',
  'not-a-file',
  'file-unreadable',
  'file-changed',
]);

/**
 * Publishes the items of a file page by page, while no other import of the catalog does, and then how many they were.
 */
export async function catalogImport(input: ImportInput): Promise<ImportResult> {
  const { importId, catalogId, lock: held } = input;
  try {
    const { processed, rejected } = await withLock(
      `catalog-${catalogId}`,
      { leaseMs: LEASE_MS, held },
      (lock) => importFile(input, lock),
    );
    await CancellationScope.nonCancellable(() =>
      publish('ImportCompleted', { importId, processed, rejected }),
    );
    return { status: 'completed', processed, rejected };
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    await CancellationScope.nonCancellable(() => publish('ImportFailed', { importId, reason }));
    if (reason === 'cancelled') throw isCancellation(error) ? error : cancelledFailure();
    return { status: 'failed', reason };
  }
}

/** To the end of the file, or of this run, which then hands over what it knows and the lock. */
async function importFile(input: ImportInput, lock: Lock): Promise<ImportProgress> {
  let soFar: ImportProgress = input.soFar ?? { processed: 0, rejected: 0, start: 0 };
  // A page may take as many turns as an outage lasts.
  for (let lines = 0; lines < LINES_A_RUN && !historyIsLong();) {
    const turn = await importTurn(input, soFar, lock);
    lines += turn.lines;
    soFar = turn.soFar;
    if (turn.isLast) return soFar;
  }
  // A cancellation that came with the last page is of this run alone: the next one would know nothing of it.
  if (isCancelled()) throw cancelledFailure();
  return continueAsNew<typeof catalogImport>({ ...input, soFar, lock: lock.handOver() });
}

/** Frozen: subscribers read them in `ImportFailed.reason`. Undefined for what is no end of an import. */
function reasonOf(error: unknown): FileProblem | 'lock-lost' | 'cancelled' | undefined {
  if (isCancellation(error)) return 'cancelled';
  if (error instanceof LockLost) return 'lock-lost';
  if (!(error instanceof ActivityFailure)) return undefined;
  const type = error.cause instanceof ApplicationFailure ? error.cause.type : undefined;
  if (type && FILE_PROBLEMS.has(type)) return type as FileProblem;
  // Temporal attempts no page again that was asked to stop, whatever it failed for.
  return isCancelled() ? 'cancelled' : undefined;
}

const isCancelled = () => CancellationScope.current().consideredCancelled;

const cancelledFailure = () => new CancelledFailure('the import was cancelled');
