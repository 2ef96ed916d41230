import { afterEach, expect, it } from '@jest/globals';
import {
  dropOf,
  HEARS_DROPS,
  reportDrop,
  type Drop,
} from '../../../../workflows/bridge/interceptors/drops.ts';

const event = { log: 'c/orders@1', partition: 2, offset: '7', id: 'ce:a', op: 'signal' as const };

it('a drop names both records, and nothing else of them', () => {
  expect(dropOf(event, 'approve', { log: 'c/other@3', partition: 1, offset: '9' })).toEqual({
    ...{ topic: 'orders', partition: 2, offset: '7', signal: 'approve' },
    first: { topic: 'other', partition: 1, offset: '9' },
  });
});

it('or one, if the other came in an earlier run', () => {
  expect(dropOf(event, 'approve', undefined).first).toBeUndefined();
});

const worker = globalThis as { [HEARS_DROPS]?: true };
afterEach(() => {
  delete worker[HEARS_DROPS];
});

it.each([
  ['is heard by a worker that has an ear for it', true],
  ["is in the log of a worker that is not the bridge's", false],
])('a drop %s', (_, isHeard) => {
  const [heard, logged]: object[][] = [[], []];
  if (isHeard) worker[HEARS_DROPS] = true;
  const drop = dropOf(event, 'approve', undefined);
  const sink = { dropped: (one: Drop) => void heard!.push(one) };
  reportDrop(drop, sink, { info: (_message, about) => void logged!.push(about) });
  expect([heard, logged]).toEqual(isHeard ? [[drop], []] : [[], [drop]]);
});
