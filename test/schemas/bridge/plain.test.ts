import { expect, it } from '@jest/globals';
import { plain } from '../../../schemas/bridge/plain.ts';

it('keeps a key named __proto__ as data', () => {
  const value = plain(JSON.parse('{"__proto__": {"polluted": true}, "a": 1}'));
  expect(Object.keys(value as object)).toEqual(['__proto__', 'a']);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

it.each([NaN, Infinity, -Infinity])('refuses %s, which JSON would silently turn into null', (number) => {
  expect(() => plain({ amounts: [number] })).toThrow(RangeError);
});

it('gives bytes as base64 text', () => {
  expect(plain({ raw: Buffer.from([1, 2, 3]) })).toEqual({ raw: 'AQID' });
});
