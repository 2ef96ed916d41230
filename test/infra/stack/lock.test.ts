import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { withLock } from '../../../infra/stack/lock.mjs';
import { eventually } from '../../eventually.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const LOCK = join(import.meta.dirname, '..', '..', '..', 'infra', 'stack', 'lock.mjs');

/** A process that takes the lock and keeps it until it is killed. */
async function anOwner(file: string) {
  const script = `import { withLock } from ${JSON.stringify(LOCK)};
    await withLock(${JSON.stringify(file)}, () => new Promise(() => setInterval(() => {}, 60_000)));`;
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'ignore' });
  await eventually(() => existsSync(file) && readFileSync(file, 'utf8').includes(`"pid":${owner.pid}`));
  return {
    pid: owner.pid,
    async kill() {
      owner.kill('SIGKILL');
      await once(owner, 'exit');
    },
  };
}

/** Five who want the lock at once: how many each of them saw inside. */
function crowdSeen(file: string): Promise<number[]> {
  let inside = 0;
  const visit = async () => {
    inside += 1;
    await new Promise(setImmediate);
    const seen = inside;
    inside -= 1;
    return seen;
  };
  return Promise.all(Array.from({ length: 5 }, () => withLock(file, visit)));
}

describe('a lock', () => {
  it('lets one in at a time', async () => {
    const file = join(temporaryFolder(), 'lock');
    expect(await crowdSeen(file)).toEqual([1, 1, 1, 1, 1]);
    expect(existsSync(file)).toBe(false);
  });

  it('is given back by work that fails', async () => {
    const file = join(temporaryFolder(), 'lock');
    await expect(withLock(file, () => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck');
    expect(existsSync(file)).toBe(false);
  });

  it('reports its holder to those that wait', async () => {
    const file = join(temporaryFolder(), 'lock');
    const owner = await anOwner(file);
    const heard = Promise.withResolvers<number>();
    const wait = new AbortController();
    const waiting = withLock(file, async () => 'in', { onWait: heard.resolve, signal: wait.signal });
    expect(await heard.promise).toBe(owner.pid);
    wait.abort();
    await expect(waiting).rejects.toThrow('aborted');
    await owner.kill();
  });

  it('of an owner that was killed goes to one of those who wait, and to the next after it', async () => {
    const file = join(temporaryFolder(), 'lock');
    const owner = await anOwner(file);
    await owner.kill();
    expect(await crowdSeen(file)).toEqual([1, 1, 1, 1, 1]);
  });

  it('of an owner whose pid went to another process is taken over', async () => {
    const file = join(temporaryFolder(), 'lock');
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: 'in another life' }));
    expect(await withLock(file, async () => 'in')).toBe('in');
  });
});
