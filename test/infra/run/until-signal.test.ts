import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isAlive, refTo } from '../../../infra/settings/process-ref.mjs';
import { eventually } from '../../eventually.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const MINUTE_MS = 60_000;
const UNTIL_SIGNAL = join(import.meta.dirname, '..', '..', '..', 'infra', 'run', 'until-signal.ts');
/** Names its process once it is up, and the reason when it has drained. */
const BRIDGE = `
  import { writeFileSync } from 'node:fs';
  import { untilSignal } from ${JSON.stringify(UNTIL_SIGNAL)};
  const running = setInterval(() => {}, 1_000);
  const why = untilSignal();
  writeFileSync('up', String(process.pid));
  writeFileSync('drained', await why);
  clearInterval(running);
  process.exit();
`;
/** As the installed package does it: a program in node_modules/.bin that Node runs. */
const SCRIPTS = {
  run: 'exec node bridge.mjs',
  bare: 'node bridge.mjs; true',
  kept: 'setsid node bridge.mjs; true',
};

let folder: string;
let started: number[];

beforeEach(() => {
  [folder, started] = [temporaryFolder(), []];
  writeFileSync(join(folder, 'bridge.mjs'), BRIDGE);
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'shop', private: true, scripts: SCRIPTS }),
  );
  const bin = join(folder, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'bridge'), `#!/usr/bin/env node\n${BRIDGE}`, { mode: 0o755 });
});

afterEach(() => {
  for (const ref of started.map(refTo).filter(isAlive)) process.kill(ref.pid, 'SIGKILL');
});

/** Starts it so, and waits until it is up. */
async function start(command: string, args: readonly string[], _ = command) {
  const path = `${dirname(process.execPath)}:${process.env['PATH']}`;
  const env = { ...process.env, PATH: path, npm_config_update_notifier: 'false', _ };
  const { pid = 0 } = spawn(command, args, { cwd: folder, env, stdio: 'ignore' });
  started.push(pid);
  const up = join(folder, 'up');
  await eventually(() => existsSync(up) && readFileSync(up, 'utf8') !== '', MINUTE_MS);
  const bridge = Number(readFileSync(up, 'utf8'));
  started.push(bridge);
  return { starter: refTo(pid), bridge: refTo(bridge) };
}

const WAYS: [string, string[]][] = [
  ['npm', ['run', '-s', 'run']],
  ['npm', ['run', '-s', 'bare']],
  ['npx', ['bridge']],
];

describe.each(WAYS)('%s %j', (command, args) => {
  it.each(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('drains and leaves no process at %s', async (signal) => {
    const { starter, bridge } = await start(command, args);
    process.kill(starter.pid, signal);
    await eventually(() => !isAlive(starter) && !isAlive(bridge), MINUTE_MS);
    expect(readFileSync(join(folder, 'drained'), 'utf8')).toMatch(/SIGTERM|SIGHUP|has ended/);
  });
});

describe('a process that must survive npm continues', () => {
  const ways: [string, string, string[]][] = [
    ['/usr/bin/nohup', 'npx', ['bridge']],
    ['/usr/bin/setsid', 'npx', ['bridge']],
    ['', 'npm', ['run', '-s', 'kept']],
  ];
  it.each(ways)('after %s %s %j', async (by, command, args) => {
    const { starter, bridge } = await start(command, args, by);
    process.kill(starter.pid, 'SIGKILL');
    await eventually(() => !isAlive(starter), MINUTE_MS);
    // A second process of the same kind that is not to outlive npm has noticed by then, and so would this one.
    expect(await noticed()).toBe(true);
    expect(isAlive(bridge)).toBe(true);
    process.kill(bridge.pid, 'SIGTERM');
    await eventually(() => !isAlive(bridge), MINUTE_MS);
    expect(readFileSync(join(folder, 'drained'), 'utf8')).toBe('SIGTERM');
  });
});

/** Whether a bridge that npm started drains after npm has ended. */
async function noticed(): Promise<boolean> {
  const first = folder;
  folder = temporaryFolder();
  writeFileSync(join(folder, 'bridge.mjs'), BRIDGE);
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'shop', private: true, scripts: SCRIPTS }),
  );
  const { starter, bridge } = await start('npm', ['run', '-s', 'run']);
  process.kill(starter.pid, 'SIGKILL');
  await eventually(() => !isAlive(bridge), MINUTE_MS);
  const drained = existsSync(join(folder, 'drained'));
  folder = first;
  return drained;
}
