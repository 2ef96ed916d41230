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

it('K16: a value weighs what it takes in memory, many times its bytes on the wire', () => {
  const weigh = (value: unknown) => {
    const weight = { bytes: 0 };
    plain(value, weight);
    return weight.bytes;
  };
  const item = { sku: '', quantity: 0, unitPriceMinor: -1 };
  const [one, many] = [weigh([item]), weigh(Array.from({ length: 1_000 }, () => item))];
  // Each has three bytes in Avro.
  expect(one).toBeGreaterThan(50);
  expect(many).toBeGreaterThan(50 * 1_000);
  expect(weigh('x'.repeat(1_000))).toBeGreaterThan(1_000);
  expect(weigh(Buffer.alloc(1_000))).toBeGreaterThan(1_000);
});
