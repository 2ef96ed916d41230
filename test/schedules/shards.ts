import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { runSchedules, type Report, type RunOptions } from './schedules.ts';

/** A part of a run, with a seed of its own: so a run draws the same schedules however many processors there are. */
export type Shard = RunOptions;

const RUNS_OF_SHARD = 2_500;

/**
 * Runs schedules on every processor, until one breaks a law.
 *
 * @param onProgress hears how many have run
 */
export async function runInShards(options: RunOptions, onProgress: (runs: number) => void): Promise<Report> {
  const { runs, seed } = options;
  const shards = Array.from({ length: Math.ceil(runs / RUNS_OF_SHARD) }, (_, at) => ({
    ...options,
    seed: (seed * MOST_SHARDS + at) % 2 ** 31,
    runs: Math.min(RUNS_OF_SHARD, runs - at * RUNS_OF_SHARD),
  }));
  if (shards.length <= 1) return { ...(await runSchedules({ ...options, ...shards[0] })), seed };
  const started = performance.now();
  const reports: Report[] = [];
  const lane = async () => {
    const worker = new Worker(new URL('./shard.ts', import.meta.url));
    for (let shard = shards.shift(); shard; shard = shards.shift()) {
      const report = await answerOf(worker, shard);
      reports.push(report);
      if (report.violations.length > 0) shards.length = 0;
      onProgress(runsIn(reports));
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), shards.length) }, lane));
  const happened: Record<string, number> = {};
  for (const report of reports)
    for (const [what, count] of Object.entries(report.happened))
      happened[what] = (happened[what] ?? 0) + count;
  // Each thread may have found one.
  const violations = reports.flatMap((report) => report.violations).slice(0, 1);
  return {
    seed,
    runs: runsIn(reports),
    seconds: (performance.now() - started) / 1_000,
    happened,
    violations,
  };
}

const MOST_SHARDS = 1_000;

const runsIn = (reports: readonly Report[]): number => reports.reduce((sum, { runs }) => sum + runs, 0);

function answerOf(worker: Worker, shard: Shard): Promise<Report> {
  const { promise, resolve, reject } = Promise.withResolvers<Report>();
  worker.once('message', resolve);
  worker.once('error', reject);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window, and has no origin
  worker.postMessage(shard);
  return promise.finally(() => worker.off('error', reject));
}
