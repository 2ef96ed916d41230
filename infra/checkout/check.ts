/**
 * `npm run check`: every check of the sources that does not run them. The tools run at the same time; a table shows
 * their results, then follows the output of those that failed.
 *
 *     npm run check -- [--only NAME]... [--json]
 *     npm run check -- --rooms [--json]     how the rooms of the package look, in numbers: see rooms.ts
 *
 * Exit code 0: all passed. 1: one failed, or an option is wrong.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';

const root = join(import.meta.dirname, '..', '..');

/** Each check by its name: the tool, from node_modules/.bin or a script of this checkout, and its arguments. */
const CHECKS: Readonly<Record<string, readonly [tool: string, ...args: string[]]>> = {
  format: ['prettier', '--check', '--log-level=warn', '.'],
  lint: ['oxlint'],
  types: ['tsc', '--noEmit'],
  boundaries: ['depcruise', 'schemas', 'workflows', 'activities', 'consumers', 'infra', 'test'],
  unused: ['knip'],
  rooms: ['infra/checkout/rooms.ts'],
  api: ['infra/checkout/api-report.ts', '--check'],
};

/** Timeout of a tool. */
const TIMEOUT_MS = 600_000;

interface Result {
  readonly check: string;
  readonly ok: boolean;
  readonly seconds: number;
  /** Output of the tool: stdout, then stderr. */
  readonly output: string;
}

try {
  const { only, json, rooms } = options();
  if (rooms) await import('./rooms.ts');
  else {
    const results = await Promise.all(only.map(run));
    const ok = results.every((result) => result.ok);
    process.stdout.write(json ? `${JSON.stringify({ ok, checks: results })}\n` : report(results));
    process.exitCode = ok ? 0 : 1;
  }
} catch (error) {
  process.stderr.write(`check: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

function options(): { only: string[]; json: boolean; rooms: boolean } {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
      rooms: { type: 'boolean', default: false },
    },
  });
  const names = Object.keys(CHECKS);
  const unknown = values.only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: there are ${names.join(', ')}`);
  return { ...values, only: values.only ?? names };
}

/** Never throws: if a tool cannot be started, its check has failed. */
function run(check: string): Promise<Result> {
  const [tool, ...args] = CHECKS[check] ?? [''];
  const started = performance.now();
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, tool.endsWith('.ts') ? tool : `node_modules/.bin/${tool}`), ...args],
      { cwd: root, env: environment(), timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const seconds = Math.round((performance.now() - started) / 100) / 10;
        const said = `${stdout}${stderr}`.replace(/^\n+/, '').trimEnd();
        // Only the exit code counts, because tools also print hints and warnings.
        resolve({ check, ok: error === null, seconds, output: error && !said ? error.message : said });
      },
    );
  });
}

/** The tools write into a pipe, so they use colours only if asked to. */
function environment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, ...env } = process.env;
  return hasColours() ? { ...env, FORCE_COLOR: '1' } : { ...env, NO_COLOR: '1' };
}

function hasColours(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors();
}

function report(results: readonly Result[]): string {
  const rows = results.map(({ check, ok, seconds }) =>
    colour(
      ok ? 'green' : 'red',
      `${check.padEnd(12)}${(ok ? 'ok' : 'failed').padEnd(8)}${seconds.toFixed(1)} s`,
    ),
  );
  const said = results
    .filter(({ ok }) => !ok)
    .map(({ check, output }) => `\n${colour('bold', `${check}: ${CHECKS[check]?.join(' ')}`)}\n${output}`);
  return `${[...rows, ...said].join('\n')}\n`;
}

function colour(format: 'green' | 'red' | 'bold', text: string): string {
  return hasColours() ? styleText(format, text, { validateStream: false }) : text;
}
