import { expect, it } from '@jest/globals';
import { Cursor, DEFAULT_LIMITS, INEXACT } from '../../../schemas/bridge/cursor.ts';
import { long } from '../../corpus/avro-bytes.ts';

const read = (bytes: Buffer) => new Cursor(bytes, DEFAULT_LIMITS).readLong();

it.each([
  [0n],
  [-1n],
  [63n],
  [-64n],
  [2n ** 27n],
  [-(2n ** 27n) - 1n],
  [2n ** 31n],
  [2n ** 52n],
  [-(2n ** 52n)],
  [2n ** 53n - 2n],
])('a long of %s is read exactly', (value) => {
  expect(read(long(value))).toBe(Number(value));
});

it.each([[2n ** 53n - 1n], [-(2n ** 52n) - 1n], [2n ** 63n - 1n], [-(2n ** 63n)]])(
  'a long of %s is distinguished from one that is read exactly',
  (value) => {
    expect(read(long(value))).toBe(INEXACT);
  },
);

it.each([
  ['no bytes', []],
  ['a byte that announces another', [0x80]],
  ['eleven bytes', [...Array.from({ length: 10 }, () => 0x80), 0]],
  ['65 bits', [...long(2n ** 64n)]],
])('%s are no long', (_, bytes) => {
  expect(read(Buffer.from(bytes))).toBeNaN();
});
