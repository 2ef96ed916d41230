import { beforeAll, expect, it } from '@jest/globals';
import { replaySaved, savedHistories } from './replay.ts';

/**
 * Workflows that were begun with the code of an earlier version go on with this one. A history that can't be replayed
 * is an order that would be stuck: see docs/changing-workflows.md for what to do instead of saving it anew.
 */
let failures: ReadonlyMap<string, string>;
beforeAll(async () => {
  failures = await replaySaved();
});

it.each(savedHistories())('%s goes on with the workflows as they are', (name) => {
  expect(failures.get(name)).toBeUndefined();
});

it.each([
  'order-confirmed',
  'order-failed',
  // Open, of the version that undid one step after the other; and closed, of the one that undoes them at once.
  'order-undoing',
  'order-failed-undone-at-once',
  'order-cancelled',
  'order-expired',
  'orderBatch',
  'reminder-reminder',
  'reminder-unwanted',
  'catalogImport-continued',
  'greeting',
  'dailyReport',
  'mutex',
])('a history of %s is among them', (name) => {
  expect(savedHistories().some((saved) => saved.startsWith(name))).toBe(true);
});
