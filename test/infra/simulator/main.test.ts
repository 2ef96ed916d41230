import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ledgerOf, ledgerPath, openSimulator, payment, post } from './open-simulator.ts';

const children: ChildProcessByStdio<null, null, Readable>[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

function simulator(...args: string[]) {
  const child = spawn(process.execPath, ['infra/simulator/main.ts', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  return child;
}

/** Runs it until it ends by itself. */
async function outcomeOf(...args: string[]) {
  const child = simulator(...args);
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { code: code as number, said };
}

async function untilUp(child: ReturnType<typeof simulator>): Promise<{ url: string }> {
  for await (const chunk of child.stderr) {
    const [url] = /http:\S+\d/.exec(String(chunk)) ?? [];
    if (url) return { url };
  }
  throw new Error('it ended before it was up');
}

describe('the simulator as a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('is up, and ends with exit code 0 on %s', async (signal) => {
    const child = simulator('--port', '0', '--smtp-port', '0', '--ledger', await ledgerPath());
    const { url } = await untilUp(child);
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('keeps what it answered when it is killed', async () => {
    const ledgerFile = await ledgerPath();
    const child = simulator('--port', '0', '--smtp-port', '0', '--ledger', ledgerFile);
    const running = await untilUp(child);
    expect((await post(running, '/payments', payment(), 'a')).status).toBe(201);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await ledgerOf(await openSimulator({ ledgerFile }))).totals.charged).toBe(1);
  });

  it('says in one sentence that a port is in use', async () => {
    const { port, smtpPort } = await openSimulator();
    const ledger = await ledgerPath();
    for (const [http, smtp, taken] of [
      [port, 0, port],
      [0, smtpPort, smtpPort],
    ]) {
      expect(await outcomeOf('--port', `${http}`, '--smtp-port', `${smtp}`, '--ledger', ledger)).toEqual({
        code: 1,
        said: `simulator: port ${taken} is in use: choose another one\n`,
      });
    }
  });

  it.each([
    [['--port', 'many', '--smtp-port', '0', '--ledger', 'x'], /'--port <number>' argument 'many' is invalid/],
    [
      ['--port', '0', '--smtp-port', '65536', '--ledger', 'x'],
      /'--smtp-port <number>' argument '65536' is invalid/,
    ],
    [['--port', '0', '--smtp-port', '0'], /'--ledger <file>' not specified/],
  ])('exits with 2 on wrong usage: %j', async (args, message) => {
    const { code, said } = await outcomeOf(...args);
    expect(said).toMatch(message);
    expect(code).toBe(2);
  });
});
