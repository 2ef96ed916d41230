/**
 * `npm test`, `test:all`, `test:unit`, `test:integration`, `test:cluster`, `test:containers`: parts of Jest side by side, and one
 * summary.
 *
 *     test/run.ts [--all|--rest] [unit|integration|laws|cluster|containers] [ARGUMENTS FOR JEST, such as a path or -t NAME]
 *
 * Slow files (`*.slow.test.ts`) are left out of a run of everything; `--all` has them too, `--rest` has only them.
 * Progress goes to stderr, the summary to stdout; its last line is `N passed, N failed`, with `, N skipped` if any are.
 * Exit code 0 if all passed and something ran, else 1.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { useBuiltImages } from '../infra/checkout/images/env-file.ts';
import { FILE_SET } from './file-sets.mjs';
import { planOf, type Part } from './run-plan.ts';
import { inWords, summarize, type JestResults, type Run } from './run-summary.ts';
import { SEED, seedOfRun } from './seed.ts';

const root = join(import.meta.dirname, '..');
const AT_ONCE = Math.min(2, availableParallelism());

useBuiltImages();
const plan = planOf(process.argv.slice(2));
const env = { ...process.env, [FILE_SET]: plan.files, [SEED]: String(seedOfRun()) };

const running = new Set<ChildProcess>();
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interruption.abort();
    for (const jest of running) jest.kill(signal);
  });
}

const folder = mkdtempSync(join(tmpdir(), 'ktb-test-'));
try {
  const runs: Run[] = [];
  for (const group of plan.groups) runs.push(...(await sideBySide(group)));
  const leftOut = plan.files === 'quick' ? slowFiles() : 0;
  const summary = summarize(runs, (path) => relative(root, path));
  process.stdout.write(`\n${inWords({ ...summary, leftOut, seed: env[SEED] })}`);
  process.exitCode = summary.ok && !interruption.signal.aborted ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

async function sideBySide(parts: readonly Part[]): Promise<Run[]> {
  const waiting = [...parts];
  const runs: Run[] = [];
  const lane = async () => {
    for (let part = waiting.shift(); part && !interruption.signal.aborted; part = waiting.shift()) {
      const started = performance.now();
      runs.push(await run(part, parts.length > 1));
      const seconds = Math.round((performance.now() - started) / 1_000);
      process.stderr.write(`=== tests, ${part.name}: ${seconds} s\n`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return runs;
}

/** @param shared another part writes to stderr too: then Jest draws no progress bars, which would garble each other. */
function run({ name, args }: Part, shared: boolean): Promise<Run> {
  const outputFile = join(folder, `${name}.json`);
  const jestArgs = [
    // ES modules in Jest need Node's vm modules, whose warning would come once for every worker.
    ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    // A path may belong to one project only. That nothing ran at all is seen in the summary.
    ...['--passWithNoTests', '--json', '--outputFile', outputFile, ...args],
  ];
  return new Promise((resolve, reject) => {
    const jest = spawn(process.execPath, jestArgs, {
      cwd: root,
      env,
      stdio: ['inherit', shared ? 'pipe' : process.stderr, shared ? 'pipe' : 'inherit'],
    });
    running.add(jest);
    jest.stdout?.pipe(process.stderr, { end: false });
    jest.stderr?.pipe(process.stderr, { end: false });
    jest.on('error', reject);
    jest.on('close', (code) => {
      running.delete(jest);
      resolve({ project: name, exitCode: code ?? 1, results: read(outputFile) });
    });
  });
}

function slowFiles(): number {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.slow.test.ts')).length;
}

function read(file: string): JestResults | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestResults;
  } catch {
    return undefined;
  }
}
