import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { refused, unavailable } from '../../../activities/failures.ts';
import { checkServices } from '../../../infra/orders/conformance/check-services.ts';
import { PROMISES } from '../../../infra/orders/conformance/promises.ts';
import type { Target } from '../../../infra/orders/conformance/target.ts';
import { openSimulator } from '../simulator/open-simulator.ts';

/** A service in memory that keeps every promise, except for what is `wrong` with it. */
function service(wrong?: string): Target {
  const ids = new Map<string, string>();
  const done = new Map<string, number>();
  const undone = new Map<string, number>();
  const closed = new Set<string>();
  const answers = new Map<string, { undone: boolean; final: boolean }>();
  let made = 0;
  let busy = 0;
  return {
    service: 'payments',
    async do(orderId, { idempotencyKey: key }) {
      if (closed.has(orderId) && wrong !== 'breaks its promise')
        throw refused('AlreadyUndoneError', 'undone');
      if (wrong === 'refuses a key in use' && (busy += 1) > 1) {
        setTimeout(() => (busy = 0), 10);
        throw refused('BadRequestError', 'key in use');
      }
      const known = ids.get(key);
      if (known !== undefined && wrong !== 'forgets keys') return known;
      const id = `p-${(made += 1)}`;
      if (wrong !== 'does it twice at once') ids.set(key, id);
      await Promise.resolve();
      ids.set(key, id);
      done.set(orderId, (done.get(orderId) ?? 0) + 1);
      return id;
    },
    async undo(orderId, { idempotencyKey: key }) {
      if (wrong === 'is down') throw unavailable('no answer');
      const id = wrong === 'forgets numbers of keys' ? key.replace(/-undo\/\d+$/, '-undo') : key;
      const known = answers.get(id);
      if (known && wrong !== 'answers anew') return known;
      const left = (done.get(orderId) ?? 0) - (undone.get(orderId) ?? 0);
      if (left > 0) undone.set(orderId, (undone.get(orderId) ?? 0) + left);
      if (left > 0 && wrong === 'undoes everything') for (const each of done.keys()) done.set(each, 0);
      const promises = wrong === 'breaks its promise' || wrong === 'promises';
      if (promises) closed.add(orderId);
      const answer = { undone: left > 0 || wrong === 'says yes', final: promises };
      answers.set(id, wrong === 'says no' ? { ...answer, undone: false } : answer);
      return answers.get(id)!;
    },
  };
}

async function brokenBy(wrong?: string): Promise<string[]> {
  const broken: string[] = [];
  for await (const { promise, result } of checkServices([service(wrong)], { laterForMs: 0 }))
    if (result === 'broken') broken.push(promise);
  return broken;
}

it('finds nothing broken in a service that keeps its promises, with an end or without', async () => {
  expect(await brokenBy()).toEqual([]);
  expect(await brokenBy('promises')).toEqual([]);
});

it.each([
  ['forgets keys', 'once a key'],
  ['does it twice at once', 'once at once'],
  ['refuses a key in use', 'once at once'],
  ['says no', 'undoes what was done'],
  ['answers anew', 'undoes once a key'],
  ['undoes everything', 'undoes one order'],
  ['says yes', 'finds nothing to undo'],
  ['forgets numbers of keys', 'asks again with a new key'],
  ['breaks its promise', 'promises an end'],
])('finds out a service that %s', async (wrong, promise) => {
  expect(Object.keys(PROMISES)).toContain(promise);
  expect(await brokenBy(wrong)).toContain(promise);
});

it('says so of a service that never answers', async () => {
  expect(await brokenBy('is down')).toContain('undoes what was done');
});

it('finds nothing in the simulator, as a command', async () => {
  const { url } = await openSimulator();
  const cli = join(import.meta.dirname, '..', '..', '..', 'infra', 'cli.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'services', 'check', url, '--json']);
  const findings = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { service: string; result: string });
  expect(findings).toHaveLength(3 * Object.keys(PROMISES).length);
  expect(findings.filter(({ result }) => result !== 'kept')).toEqual([]);
});
