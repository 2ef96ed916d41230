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

/** Keeps a history short, even for a long file. */
const LINES_A_RUN = 1_000;

/** Longer than it takes to detect a dead worker and retry its page. */
const LEASE_MS = 2 * 60 * 1_000;

const FILE_PROBLEMS: ReadonlySet<string> = new Set<FileProblem>([
  'file-not-found',
  'file-outside-folder',
  'not-a-file',
  'file-unreadable',
  'file-changed',
]);

/**
 * Publishes the items of a file page by page, then their number. No other import of the catalog runs meanwhile.
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

/** Imports to the end of the file or of this run; in the latter case the next run gets the state and the lock. */
async function importFile(input: ImportInput, lock: Lock): Promise<ImportProgress> {
  let soFar: ImportProgress = input.soFar ?? { processed: 0, rejected: 0, start: 0 };
  // During an outage one page may take several turns.
  for (let lines = 0; lines < LINES_A_RUN && !historyIsLong();) {
    const turn = await importTurn(input, soFar, lock);
    lines += turn.lines;
    soFar = turn.soFar;
    if (turn.isLast) return soFar;
  }
  // A cancellation during the last page reaches only this run: the next run would not see it.
  if (isCancelled()) throw cancelledFailure();
  return continueAsNew<typeof catalogImport>({ ...input, soFar, lock: lock.handOver() });
}

/** Frozen: subscribers read them in `ImportFailed.reason`. Undefined if the error does not end the import. */
function reasonOf(error: unknown): FileProblem | 'lock-lost' | 'cancelled' | undefined {
  if (isCancellation(error)) return 'cancelled';
  if (error instanceof LockLost) return 'lock-lost';
  if (!(error instanceof ActivityFailure)) return undefined;
  const type = error.cause instanceof ApplicationFailure ? error.cause.type : undefined;
  if (type && FILE_PROBLEMS.has(type)) return type as FileProblem;
  // Temporal does not retry a cancelled page, whatever its error was.
  return isCancelled() ? 'cancelled' : undefined;
}

const isCancelled = () => CancellationScope.current().consideredCancelled;

const cancelledFailure = () => new CancelledFailure('the import was cancelled');
