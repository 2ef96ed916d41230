import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from '@jest/globals';
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
  let subscriptions = 0;
  const open = new (class extends Promise<never> {
    override then<A, B>(...on: Parameters<Promise<never>['then']>): Promise<A | B> {
      subscriptions += 1;
      return super.then(...on) as Promise<A | B>;
    }
    static override get [Symbol.species]() {
      return Promise;
    }
  })(() => undefined);
  const left: WeakRef<object>[] = [];
  for (let time = 0; time < 1_000; time += 1) {
    const won = {};
    left.push(new WeakRef(won));
    expect(await race([open, Promise.resolve(won)])).toBe(won);
  }
  expect(subscriptions).toBe(1);
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
