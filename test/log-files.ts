import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How many records each batch of a partition holds, by segment; from a broker's files. */
export const recordCountsIn = (folder: string): number[][] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((name) => batchesIn(join(folder, name)))
    .map((batches) => batches.map((batch) => batch.readInt32BE(57)));

/** The batches of a segment, as they were written. */
export function batchesIn(file: string): Buffer[] {
  const log = readFileSync(file);
  const batches: Buffer[] = [];
  for (let at = 0; at + 12 <= log.length && log.readInt32BE(at + 8) > 0; at += 12 + log.readInt32BE(at + 8))
    batches.push(log.subarray(at, at + 12 + log.readInt32BE(at + 8)));
  return batches;
}
