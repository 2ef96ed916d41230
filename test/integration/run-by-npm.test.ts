import { execFileSync, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { isAlive, refTo, type ProcessRef } from '../../infra/settings/process-ref.mjs';
import { eventually } from '../eventually.ts';

const ROOT = join(import.meta.dirname, '..', '..');

let started: ProcessRef[] = [];
afterEach(() => {
  for (const { pid } of started.filter(isAlive)) process.kill(pid, 'SIGKILL');
  started = [];
});

/** The process and all that it started, by the table of processes. */
function treeOf(root: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const table = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const tree = new Set([root]);
  for (const parent of tree) for (const [pid, ppid] of table) if (ppid === parent) tree.add(pid!);
  return [...tree];
}

it('the bridge that npm runs drains at SIGTERM to npm, and leaves no process', async () => {
  const npm = spawn('npm', ['run', '-s', 'ktb', '--', 'run'], {
    cwd: ROOT,
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  npm.stderr.on('data', (chunk) => (said += chunk));
  await eventually(() => said.includes('"msg":"ready"'));
  started = treeOf(npm.pid!).map(refTo);
  expect(started.length).toBeGreaterThan(1);

  npm.kill('SIGTERM');
  await eventually(() => !started.some(isAlive));
  expect(said).toContain('"msg":"drained"');
});
