import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { localEndpoints } from '../../../infra/settings/local-endpoints.ts';
import { USUAL_PORTS } from '../../../infra/settings/stack-ports.ts';
import { isAlive, refTo } from '../../../infra/settings/process-ref.mjs';
import { startProcess, stopProcess } from '../../../infra/stack/processes.ts';
import { stackDown, stackStatus } from '../../../infra/stack/stack.ts';
import { stateDir, wipeState, writeState, type StackState } from '../../../infra/settings/stack-state.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const aState = (processes: StackState['processes'] = {}): StackState => ({ ports: USUAL_PORTS, processes });

/** A stand-in for a server: it does nothing until it is ended. */
const aServer = (dir: string, script = 'setInterval(() => {}, 60_000)') =>
  startProcess({ command: process.execPath, args: ['--eval', script], logFile: join(dir, 'server.log') });

describe('a process of the stack', () => {
  it('is alive until it is stopped', async () => {
    const server = aServer(temporaryFolder());
    expect(isAlive(server)).toBe(true);
    await stopProcess(server);
    expect(isAlive(server)).toBe(false);
  });

  it('is another one if only the pid is the same, and that one is never ended', async () => {
    const dir = temporaryFolder();
    const somebodyElse = aServer(dir);
    const long = { ...somebodyElse, startedAt: 'long ago', ready: true };
    writeState(dir, aState({ kafka: long }));

    expect(stackStatus(dir).servers).toContainEqual({ name: 'kafka', up: false, pid: undefined });
    await stackDown({ dir });
    expect(isAlive(somebodyElse)).toBe(true);
    await stopProcess(somebodyElse);
  });

  it('that has ended is not alive, even before its parent has waited for it', async () => {
    const child = spawn(process.execPath, ['--eval', ''], { stdio: 'ignore' });
    const ref = refTo(child.pid ?? 0);
    await once(child, 'exit');
    expect(isAlive(ref)).toBe(false);
  });
});

describe('down', () => {
  it('ends every process of the stack, and may be said twice', async () => {
    const dir = temporaryFolder();
    const [kafka, temporal] = [aServer(dir), aServer(dir)];
    writeState(dir, aState({ kafka: { ...kafka, ready: true }, temporal: { ...temporal, ready: false } }));
    await stackDown({ dir });
    expect([kafka, temporal].filter(isAlive)).toEqual([]);
    await stackDown({ dir });
  });

  it('with --wipe deletes what the stack put into its folder and nothing else', async () => {
    const dir = temporaryFolder();
    for (const name of ['kafka', 'registry', 'temporal', 'simulator', 'precious']) {
      mkdirSync(join(dir, name));
      writeFileSync(join(dir, name, 'data'), '');
      writeFileSync(join(dir, `${name}.log`), '');
    }
    writeState(dir, aState());
    await stackDown({ dir, wipe: true });
    expect(readdirSync(dir).sort()).toEqual(['precious', 'precious.log']);
  });

  it('with --wipe deletes nothing in a folder without a stack', () => {
    const dir = temporaryFolder();
    mkdirSync(join(dir, 'kafka'));
    wipeState(dir);
    expect(existsSync(join(dir, 'kafka'))).toBe(true);
  });
});

describe('other commands find the stack', () => {
  it('while any of it runs', async () => {
    const dir = temporaryFolder();
    const kafka = aServer(dir);
    writeState(dir, aState({ kafka: { ...kafka, ready: true } }));
    expect(localEndpoints(dir)).toMatchObject({
      kafka: '127.0.0.1:9092',
      temporalUi: 'http://127.0.0.1:8233',
    });
    await stopProcess(kafka);
    expect(localEndpoints(dir)).toBeUndefined();
  });

  it('not if there is none', () => {
    expect(localEndpoints(temporaryFolder())).toBeUndefined();
  });

  it('by an absolute path, and an empty setting is none', () => {
    const before = process.env['KTB_STATE_DIR'];
    process.env['KTB_STATE_DIR'] = '';
    expect(stateDir()).toBe(join(process.cwd(), '.ktb', 'stack'));
    if (before === undefined) delete process.env['KTB_STATE_DIR'];
    else process.env['KTB_STATE_DIR'] = before;
  });
});
