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
