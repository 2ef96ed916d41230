import { leftIn } from './compaction.ts';
import { nameOf, type Start } from './log.ts';
import {
  hasAbortedMarkerLikeKey,
  hasOpenTransaction,
  hasOverlappingAborts,
  insideAborted,
  type Written,
} from './written.ts';

/** How many logs there were of each kind; a log can be of several. */
export interface Kinds {
  readonly overlappingAborts: number;
  readonly abortedMarkerLikeKeys: number;
  readonly begunInsideAborted: number;
  readonly emptyBatches: number;
  /** Of compacted logs, those with a segment of which only empty batches are left. */
  readonly segmentsWithoutRecords: number;
  readonly openTransactions: number;
}

export function countKinds(data: string, logs: readonly Written[], within: readonly Start[]): Kinds {
  const left = logs.filter(({ isCompacted }) => isCompacted).map((log) => leftIn(data, log));
  const starts = new Map(within.map((start) => [nameOf(start), start.offset]));
  const beginsInside = (log: Written) => insideAborted(log).includes(starts.get(nameOf(log))!);
  return {
    overlappingAborts: logs.filter(hasOverlappingAborts).length,
    abortedMarkerLikeKeys: logs.filter(hasAbortedMarkerLikeKey).length,
    begunInsideAborted: logs.filter(beginsInside).length,
    emptyBatches: left.filter(({ hasEmptyBatch }) => hasEmptyBatch).length,
    segmentsWithoutRecords: left.filter(({ hasSegmentWithoutRecords }) => hasSegmentWithoutRecords).length,
    openTransactions: logs.filter(hasOpenTransaction).length,
  };
}
