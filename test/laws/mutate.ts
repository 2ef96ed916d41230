/**
 * `npm run test:laws -- --mutate`: each test of a law with the part behind it replaced by a broken one. A test that
 * still passes shows nothing.
 *
 *     test/laws/mutate.ts [--json] [LAW]...
 *
 * Progress goes to stderr, the table (or with --json one object a test) to stdout. Exit code 0 where every broken part
 * was detected, else 1.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { JestResults } from '../run-summary.ts';
import { localServers } from '../../infra/testing/local-servers.ts';
import { BROKEN, LAW_TESTS, lawOf, type LawTest } from './broken.ts';

const root = join(import.meta.dirname, '..', '..');

interface Verdict {
  readonly law: string;
  readonly test: LawTest;
  readonly part: string;
  readonly detected: boolean;
  readonly seconds: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const all = new Set(LAW_TESTS.map(lawOf));
const unknown = positionals.find((name) => !all.has(name));
if (unknown !== undefined) {
  process.stderr.write(`test:laws: there is no law ${unknown}; there are ${[...all].join(', ')}\n`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'ktb-laws-'));
const servers = await localServers(join(folder, 'stack'));
const verdicts: Verdict[] = [];
try {
  for (const test of LAW_TESTS) {
    if (positionals.length > 0 && !positionals.includes(lawOf(test))) continue;
    process.stderr.write(`  … ${test} with a broken part\n`);
    const verdict = await judge(test);
    process.stderr.write(`  ${verdict.detected ? '✓ detected' : '✗ not detected'}, ${verdict.seconds} s\n`);
    verdicts.push(verdict);
  }
} finally {
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(
  values.json ? verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join('') : table(),
);
process.exit(verdicts.every(({ detected }) => detected) ? 0 : 1);

/** Detected: a test of the law failed. A file that cannot even be run detects nothing. */
async function judge(test: LawTest): Promise<Verdict> {
  const started = performance.now();
  const outputFile = join(folder, `${test}.json`);
  await run(test, outputFile);
  const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as JestResults;
  const statuses = testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ status }) => status),
  );
  return {
    law: lawOf(test),
    test,
    part: BROKEN[test].part,
    detected: statuses.includes('failed'),
    seconds: Math.round((performance.now() - started) / 1_000),
  };
}

function run(test: LawTest, outputFile: string): Promise<void> {
  const args = [
    ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    ...['--selectProjects', 'laws', '--testTimeout=60000', '--runInBand', '--forceExit', '--silent'],
    ...['--json', '--outputFile', outputFile, `test/laws/${test}\\.(slow\\.)?test`],
  ];
  const env = { ...process.env, KTB_TEST_BROKEN_LAW: test, KTB_TEST_STACK: join(folder, 'stack') };
  return new Promise((resolve, reject) => {
    const jest = spawn(process.execPath, args, { cwd: root, env, stdio: 'ignore' });
    jest.on('error', reject);
    jest.on('close', () => resolve());
  });
}

function table(): string {
  const width = Math.max(...verdicts.map(({ part }) => part.length));
  const rows = verdicts.map(
    ({ law, part, detected, seconds }) =>
      `${law.padEnd(5)}${part.padEnd(width + 2)}${(detected ? 'yes' : 'NO').padEnd(10)}${seconds} s`,
  );
  return [`${'law'.padEnd(5)}${'part'.padEnd(width + 2)}${'detected'.padEnd(10)}took`, ...rows, ''].join(
    '\n',
  );
}
