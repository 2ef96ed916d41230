import { expect, it } from '@jest/globals';
import { backoff } from '../../../consumers/bridge/backoff.ts';

const waits = (options: Parameters<typeof backoff>[0], count = 200) => {
  const wait = backoff(options);
  return Array.from({ length: count }, () => wait.nextMs());
};

it('waits grow from the first to the longest', () => {
  const all = waits({ initialDelay: 10, maxDelay: 1_000 });
  expect(all[0]).toBeLessThanOrEqual(40);
  expect(Math.max(...all)).toBeGreaterThan(400);
  expect(Math.max(...all)).toBeLessThanOrEqual(1_000);
  expect(Math.max(...waits({ initialDelay: 10, maxDelay: 20 }))).toBeLessThanOrEqual(20);
});

it('by default up to 10 seconds', () => {
  expect(Math.max(...waits(undefined))).toBeGreaterThan(4_000);
  expect(Math.max(...waits(undefined))).toBeLessThanOrEqual(10_000);
});

it('the first one is as long as it is said to be, about', () => {
  const firsts = Array.from({ length: 50 }, () =>
    backoff({ initialDelay: 1_000, maxDelay: 60_000 }).nextMs(),
  );
  expect(Math.max(...firsts)).toBeGreaterThan(500);
});

it('after an answer the next wait is a short one again', () => {
  const wait = backoff({ initialDelay: 1, maxDelay: 100_000 });
  for (let count = 0; count < 100; count += 1) wait.nextMs();
  wait.reset();
  expect(wait.nextMs()).toBeLessThan(100);
});

it('a wait ends at once when its signal fires', async () => {
  const abort = new AbortController();
  const waiting = backoff({ initialDelay: 600_000, maxDelay: 600_000 }).next(abort.signal);
  abort.abort(new Error('enough'));
  await waiting;
});
