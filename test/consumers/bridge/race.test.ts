import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, jest } from '@jest/globals';
import { race } from '../../../consumers/bridge/race.ts';
import { eventually } from '../../eventually.ts';

it('becomes what the first of them becomes, a value or an error', async () => {
  const never = new Promise<never>(() => undefined);
  expect(await race([never, Promise.resolve(1)])).toBe(1);
  expect(await race([Promise.resolve(1), Promise.resolve(2)])).toBe(1);
  await expect(race([never, Promise.reject(new Error('wrong'))])).rejects.toThrow('wrong');
  const late = Promise.withResolvers<string>();
  const all = [race([late.promise, never]), race([never, late.promise])];
  late.resolve('late');
  expect(await Promise.all(all)).toEqual(['late', 'late']);
  expect(await race([late.promise, never])).toBe('late');
});

it('K10: leaves nothing behind on a promise that stays open, however many races it takes part in', async () => {
  const open = new Promise<never>(() => undefined);
  const subscribe = jest.spyOn(open, 'then');
  const left: WeakRef<object>[] = [];
  for (let time = 0; time < 1_000; time += 1) {
    const won = {};
    left.push(new WeakRef(won));
    expect(await race([open, Promise.resolve(won)])).toBe(won);
  }
  expect(subscribe).toHaveBeenCalledTimes(1);
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  await eventually(() => {
    gc();
    return left.filter((each) => each.deref() !== undefined).length < 10;
  });
});

it('K10: is what all sources use in place of `Promise.race`', () => {
  const root = join(import.meta.dirname, '..', '..', '..');
  const folders = ['activities', 'consumers', 'infra', 'schemas', 'workflows'];
  const sources = folders.flatMap((folder) => globSync(`${folder}/**/*.{ts,mjs}`, { cwd: root }));
  expect(sources.length).toBeGreaterThan(100);
  const users = sources.filter((file) => readFileSync(join(root, file), 'utf8').includes('Promise.race('));
  expect(users).toEqual([]);
});
