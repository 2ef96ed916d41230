/**
 * `npm run -s bench:slow-id [-- --per-second N] [--json]`: one partition, a thousand workflows, and how long their
 * records take from being written to being settled, with and without one more workflow whose calls take two seconds
 * each. Rounds with and without alternate; the medians of their percentiles are reported side by side.
 *
 * Progress goes to stderr, the result to stdout. Times depend on the machine; their ratio is what counts.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { progressLog } from '../../infra/observe/progress-log.ts';
import { eventually } from '../eventually.ts';
import { localServers } from '../../infra/testing/local-servers.ts';
import { openLab, type Parts } from '../laws/lab.ts';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROUNDS = 3;
const OTHERS = 1_000;
const SLOW_MS = 2_000;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    // Well below what a development server takes: a queue before it would hide what is measured.
    'per-second': { type: 'string', default: '40' },
  },
});
const perSecond = Number(values['per-second']);
if (!(perSecond > 0)) {
  process.stderr.write('slow-id: --per-second should be a number above 0\n');
  process.exit(2);
}
process.env['KTB_STATE_DIR'] = mkdtempSync(join(tmpdir(), 'ktb-bench-'));
const servers = await localServers(process.env['KTB_STATE_DIR']);
try {
  const rounds: { slow: boolean; p50: number; p99: number }[] = [];
  for (let number = 0; number < 2 * ROUNDS; number += 1) {
    const slow = number % 2 === 1;
    const times = await round(slow);
    const result = { slow, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
    process.stderr.write(
      `  ${slow ? 'with' : 'without'} the slow id: p50 ${result.p50} ms, p99 ${result.p99} ms\n`,
    );
    rounds.push(result);
  }
  const of = (slow: boolean, which: 'p50' | 'p99') =>
    percentile(
      rounds.filter((each) => each.slow === slow).map((each) => each[which]),
      0.5,
    );
  const report = {
    rounds: ROUNDS,
    others: OTHERS,
    perSecond,
    without: { p50: of(false, 'p50'), p99: of(false, 'p99') },
    with: { p50: of(true, 'p50'), p99: of(true, 'p99') },
    p99Ratio: Math.round((of(true, 'p99') / of(false, 'p99')) * 100) / 100,
  };
  process.stdout.write(
    values.json
      ? `${JSON.stringify(report)}\n`
      : `               p50     p99\nwithout        ${report.without.p50} ms   ${report.without.p99} ms\nwith           ${report.with.p50} ms   ${report.with.p99} ms\np99 ratio              ${report.p99Ratio}\n`,
  );
} finally {
  await servers.stop();
}
process.exit();

/** Milliseconds from the write of each other workflow's record to its settlement. */
async function round(withSlowId: boolean): Promise<number[]> {
  const written = new Map<string, number>();
  const times: number[] = [];
  const parts: Parts = {
    dispatch: (real) => async (command, event, signal) => {
      if ('workflowId' in command && command.workflowId.endsWith('-slow')) await delay(SLOW_MS);
      return real(command, event, signal);
    },
    progress: (log) => ({
      ...progressLog(log),
      onSettled: ({ key }) => {
        const since = written.get(String(key));
        if (since !== undefined) times.push(Math.round(performance.now() - since));
      },
    }),
  };
  const lab = await openLab(parts);
  try {
    await lab.bridge();
    for (let number = 0; number < OTHERS; number += 1) {
      if (withSlowId && number % Math.round(perSecond * (SLOW_MS / 1_000)) === 0)
        await lab.send([{ id: 'slow', n: number, ask: 'add' }]);
      const id = `other-${number}`;
      written.set(id, performance.now());
      await lab.send([{ id, n: 1, ask: 'add' }]);
      await delay(1_000 / perSecond);
    }
    await eventually(() => times.length === OTHERS);
    return times;
  } finally {
    await lab.close();
  }
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
