import { expect, it } from '@jest/globals';
import { Watermark } from '../../../consumers/bridge/watermark.ts';

const begun = (...offsets: bigint[]) => {
  const watermark = new Watermark();
  for (const offset of offsets) watermark.begin(offset);
  return watermark;
};

it('knows nothing to commit before anything is settled', () => {
  expect(begun(5n).next).toBeUndefined();
});

it('stops before the first record that is not settled, however many behind it are', () => {
  const watermark = begun(5n, 6n, 7n, 8n);
  for (const offset of [8n, 6n, 5n]) watermark.complete(offset);
  expect(watermark.next).toBe(7n);
  watermark.complete(7n);
  expect(watermark.next).toBe(9n);
});

it('passes the gaps that compaction and transactions leave', () => {
  const watermark = begun(5n, 9n, 100n);
  watermark.complete(9n);
  watermark.complete(5n);
  expect(watermark.next).toBe(10n);
});

it('holds for offsets beyond what a double counts exactly', () => {
  const watermark = begun(9_007_199_254_740_993n);
  watermark.complete(9_007_199_254_740_993n);
  expect(watermark.next).toBe(9_007_199_254_740_994n);
});

it('counts what is pending and the span that a redelivery would bring again', () => {
  const watermark = begun(5n, 6n, 20n);
  expect([watermark.pending, watermark.span]).toEqual([3, 16n]);
  watermark.complete(5n);
  expect([watermark.pending, watermark.span]).toEqual([2, 15n]);
  watermark.complete(20n);
  watermark.complete(6n);
  expect([watermark.pending, watermark.span]).toEqual([0, 0n]);
});

it('never moves backwards and never passes an unsettled record, in any order of settling', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const offsets = shuffled([1n, 2n, 4n, 8n, 9n, 10n, 15n], seed);
    const watermark = begun(...[...offsets].sort((a, b) => Number(a - b)));
    const settled = new Set<bigint>();
    let before = 0n;
    for (const offset of offsets) {
      watermark.complete(offset);
      settled.add(offset);
      const next = watermark.next ?? 0n;
      expect(next).toBeGreaterThanOrEqual(before);
      expect(offsets.filter((other) => other < next && !settled.has(other))).toEqual([]);
      before = next;
    }
    expect(watermark.next).toBe(16n);
  }
});

/** Fisher and Yates, with a generator whose seed a failure can be repeated with. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = seed;
  for (let at = result.length - 1; at > 0; at -= 1) {
    state = (state * 48_271) % 2_147_483_647;
    const other = state % (at + 1);
    [result[at], result[other]] = [result[other]!, result[at]!];
  }
  return result;
}
