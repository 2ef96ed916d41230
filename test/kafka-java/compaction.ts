import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TopicPartition } from '../../consumers/bridge/source.ts';
import { eventually } from '../eventually.ts';
import { recordCountsIn } from '../log-files.ts';

/**
 * A segment ends after some batches, not after megabytes, as an index of these bytes has room for few entries; and as
 * the cleaner joins segments only up to the same size, one that has lost all of its records stays one of its own.
 */
export const SMALL_SEGMENTS = {
  'segment.index.bytes': '48',
  'index.interval.bytes': '0',
  'file.delete.delay.ms': '0',
};

/** Set once a topic is written, so that one cleaning finds all of its segments as they were written. */
export const COMPACTION = { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0' };

/** Resolves once the cleaner of a broker has been over all that it may clean in these logs. */
export async function cleaned(data: string, logs: readonly TopicPartition[]): Promise<void> {
  await eventually(() => {
    const reached = checkpoint(data);
    return logs.every((log) => {
      const last = activeSegment(join(data, folderOf(log)));
      return last === 0n || (reached.get(folderOf(log)) ?? 0n) >= last;
    });
  });
}

/** What the cleaner left in a log. */
export function leftIn(data: string, log: TopicPartition) {
  const segments = recordCountsIn(join(data, folderOf(log))).filter((batches) => batches.length > 0);
  const isEmpty = (count: number) => count === 0;
  return {
    hasEmptyBatch: segments.some((batches) => batches.some(isEmpty)),
    hasSegmentWithoutRecords: segments.some((batches) => batches.every(isEmpty)),
  };
}

const folderOf = ({ topic, partition }: TopicPartition): string => `${topic}-${partition}`;

/** Where the segment begins that is written to, which the cleaner leaves alone. */
const activeSegment = (folder: string): bigint =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((name) => BigInt(name.slice(0, -'.log'.length)))
    .reduce((last, base) => (base > last ? base : last), 0n);

/** How far the cleaner has come in each log; the file has two lines ahead of them. */
function checkpoint(data: string): Map<string, bigint> {
  const lines = readFileSync(join(data, 'cleaner-offset-checkpoint'), 'utf8').trim().split('\n').slice(2);
  return new Map(
    lines.map((line) => {
      const [topic, partition, offset] = line.split(' ') as [string, string, string];
      return [`${topic}-${partition}`, BigInt(offset)];
    }),
  );
}
