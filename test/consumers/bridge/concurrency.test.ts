import { expect, it } from '@jest/globals';
import { Concurrency } from '../../../consumers/bridge/concurrency.ts';

class TooMany extends Error {}
const bounded = (max: number) => new Concurrency({ max, isOverload: (error) => error instanceof TooMany });

it('runs no more calls at once than its limit, first come first served', async () => {
  const concurrency = bounded(2);
  const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  const started: number[] = [];
  const all = gates.map(({ promise }, index) =>
    concurrency.withPermit(() => {
      started.push(index);
      return promise;
    }),
  );
  await turns();
  expect(started).toEqual([0, 1]);
  gates[1]!.resolve();
  await turns();
  expect(started).toEqual([0, 1, 2]);
  for (const gate of gates) gate.resolve();
  await Promise.all(all);
  expect(started).toEqual([0, 1, 2, 3]);
});

it('halves when there are too many calls, once for those that were under way together, and grows back', async () => {
  const concurrency = bounded(8);
  const overload = () => concurrency.withPermit(() => Promise.reject(new TooMany())).catch(() => undefined);
  await concurrency.withPermit(async () => undefined);
  await Promise.all([overload(), overload(), overload()]);
  expect(concurrency.limit).toBe(4);
  await concurrency.withPermit(async () => undefined);
  await overload();
  expect(concurrency.limit).toBe(2);
  for (let calls = 0; calls < 100; calls += 1) await concurrency.withPermit(async () => undefined);
  expect(concurrency.limit).toBe(8);
});

it('never goes below one, and another error changes nothing', async () => {
  const concurrency = bounded(1);
  await concurrency.withPermit(() => Promise.reject(new TooMany())).catch(() => undefined);
  expect(concurrency.limit).toBe(1);
  const other = bounded(4);
  await expect(other.withPermit(() => Promise.reject(new TypeError('wrong')))).rejects.toThrow('wrong');
  expect(other.limit).toBe(4);
});

it('K10: one call that meets an overload again and again, while others go well, leaves the limit alone', async () => {
  const concurrency = bounded(8);
  const [busy, busy2] = [{}, {}];
  const overload = (what: object) =>
    concurrency.withPermit(() => Promise.reject(new TooMany()), what).catch(() => undefined);
  await overload(busy);
  expect(concurrency.limit).toBe(4);
  for (let time = 0; time < 10; time += 1) {
    await concurrency.withPermit(async () => undefined);
    await overload(busy);
  }
  expect(concurrency.limit).toBeGreaterThanOrEqual(4);
  // Two of them may be an overload.
  await concurrency.withPermit(async () => undefined);
  await overload(busy2);
  expect(concurrency.limit).toBeLessThan(4);
});

it('K10: but if nothing else goes well meanwhile, or others meet an overload too, then it counts', async () => {
  const overloads = (concurrency: Concurrency, what: object) =>
    concurrency.withPermit(() => Promise.reject(new TooMany()), what).catch(() => undefined);
  const wentWell = (concurrency: Concurrency) => concurrency.withPermit(async () => undefined);
  const [one, other] = [{}, {}];

  const alone = bounded(8);
  await overloads(alone, one);
  await wentWell(alone);
  for (let time = 0; time < 2; time += 1) await overloads(alone, one);
  expect(alone.limit).toBe(2);

  const both = bounded(8);
  for (const what of [one, other, one]) {
    await wentWell(both);
    await overloads(both, what);
  }
  expect(both.limit).toBe(1);
});

const turns = () => new Promise((resolve) => setImmediate(resolve));
