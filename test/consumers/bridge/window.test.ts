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
