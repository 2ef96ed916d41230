import { expect, it } from '@jest/globals';
import { Window } from '../../../consumers/bridge/window.ts';
import { aRecord } from './record.ts';

it.each([
  ['keys', { key: Buffer.alloc(100) }],
  ['values', { value: Buffer.alloc(100) }],
  ['headers', { headers: { large: Buffer.alloc(100) } }],
  ['headers that come several times', { headers: { large: [Buffer.alloc(50), 'x'.repeat(50), null] } }],
])('the bytes of %s fill a window, until they are settled', (_, about) => {
  const window = new Window({ records: 10, span: 10, bytes: 100 });
  const record = aRecord({ key: null, value: null, ...about });
  window.admit(record);
  expect(window.isFull).toBe(true);
  window.release(record);
  expect(window.isFull).toBe(false);
});

it('K16: what a record takes in memory once it is decoded fills a window, until it is settled', () => {
  const window = new Window({ records: 10, span: 10, bytes: 1_000 });
  const [small, large] = [aRecord({ offset: 1n }), aRecord({ offset: 2n })];
  window.admit(small, 100);
  expect(window.isFull).toBe(false);
  window.admit(large, 900);
  expect(window.isFull).toBe(true);
  window.release(small);
  expect(window.isFull).toBe(false);
  window.release(large);
  window.admit(aRecord({ offset: 3n }), 900);
  expect(window.isFull).toBe(false);
});

it('is freed by the record that is settled next', async () => {
  const window = new Window();
  const [first, second] = [aRecord({ offset: 1n }), aRecord({ offset: 2n })];
  for (const record of [first, second]) window.admit(record);
  window.release(first);
  let isFreed = false;
  const freed = window.freed.then(() => (isFreed = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isFreed).toBe(false);
  window.release(second);
  await freed;
});

it('offsets that hold no record count, too, from the oldest that is not settled', () => {
  const window = new Window({ records: 10, span: 10, bytes: 100 });
  window.admit(aRecord({ offset: 1n }));
  window.skip(9n);
  expect(window.isFull).toBe(false);
  window.skip(10n);
  expect(window.isFull).toBe(true);
});

type Admitted = readonly [offset: bigint, weight: number];
it.each<[string, readonly Admitted[], Admitted]>([
  ['256 records', Array.from({ length: 255 }, (_, index) => [BigInt(index), 0]), [255n, 0]],
  [
    '10,000 offsets',
    [
      [0n, 0],
      [9_998n, 0],
    ],
    [9_999n, 0],
  ],
  ['16 MiB', [[0n, 16 * 1024 * 1024 - 1]], [1n, 1]],
])('by default it holds %s', (_, before, last) => {
  const window = new Window();
  const admit = ([offset, weight]: Admitted) =>
    window.admit(aRecord({ offset, key: null, value: null }), weight);
  before.forEach(admit);
  expect(window.isFull).toBe(false);
  admit(last);
  expect(window.isFull).toBe(true);
});
