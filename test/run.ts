/**
 * `npm test`, `npm run test:unit`, `test:integration`, `test:containers`: one project of Jest after the other, and one
 * summary.
 *
 *     test/run.ts [unit|integration|laws|containers] [ARGUMENTS FOR JEST, such as a path or -t NAME]
 *
 * Progress goes to stderr, the summary to stdout; its last line is `N passed, N failed`, with `, N skipped` where any
 * are. Exit code 0 where all passed and something ran, else 1.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { useBuiltImages } from '../infra/checkout/images/env-file.ts';
import { inWords, summarize, type JestResults, type Run } from './run-summary.ts';

const root = join(import.meta.dirname, '..');

/** What each project adds for Jest, which heeds a timeout only there; tests that share servers run one by one. */
const PROJECTS: Readonly<Record<string, readonly string[]>> = {
  unit: ['--testTimeout=10000'],
  integration: ['--testTimeout=120000', '--runInBand'],
  laws: ['--testTimeout=120000', '--runInBand'],
  containers: ['--testTimeout=120000', '--runInBand'],
};

const [first = '', ...rest] = process.argv.slice(2);
const [projects, jestArgs] = Object.hasOwn(PROJECTS, first)
  ? [[first], rest]
  : [Object.keys(PROJECTS), process.argv.slice(2)];

useBuiltImages();

let jest: ChildProcess | undefined;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true;
    jest?.kill(signal);
  });
}

const folder = mkdtempSync(join(tmpdir(), 'ktb-test-'));
try {
  const runs: Run[] = [];
  for (const project of projects) if (!interrupted) runs.push(await run(project));
  const summary = summarize(runs, (path) => relative(root, path));
  process.stdout.write(`\n${inWords(summary)}`);
  process.exitCode = summary.ok && !interrupted ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

function run(project: string): Promise<Run> {
  const outputFile = join(folder, `${project}.json`);
  const args = [
    // ES modules in Jest stand on Node's vm modules, whose warning would come once for every worker.
    ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    ...['--selectProjects', project, ...(PROJECTS[project] ?? [])],
    // A path may belong to one project only. That nothing ran at all is seen in the summary.
    ...['--passWithNoTests', '--json', '--outputFile', outputFile, ...jestArgs],
  ];
  return new Promise((resolve, reject) => {
    jest = spawn(process.execPath, args, { cwd: root, stdio: ['inherit', process.stderr, 'inherit'] });
    jest.on('error', reject);
    jest.on('close', (code) => resolve({ project, exitCode: code ?? 1, results: read(outputFile) }));
  });
}

function read(file: string): JestResults | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestResults;
  } catch {
    return undefined;
  }
}
