import { describe, expect, it } from '@jest/globals';
import { totalMinor } from '../../activities/order-total.ts';

const item = (quantity: number, unitPriceMinor: number) => ({ sku: 'A', quantity, unitPriceMinor });

describe('the total of an order', () => {
  it.each([
    [[item(2, 1_999), item(1, 250)], 4_248],
    [[item(1, 0)], 0],
    [[item(1, Number.MAX_SAFE_INTEGER)], Number.MAX_SAFE_INTEGER],
    [[], 0],
  ])('of %j is %d', (items, total) => {
    expect(totalMinor(items)).toBe(total);
  });

  it.each([
    ['more than can be counted exactly', item(1, Number.MAX_SAFE_INTEGER)],
    ['a product that is too much', item(3, Number.MAX_SAFE_INTEGER)],
    ['no pieces', item(0, 1)],
    ['less than no pieces', item(-1, 1)],
    ['half a piece', item(0.5, 2)],
    ['a price below zero', item(1, -1)],
    ['a price with a fraction', item(1, 1.5)],
    ['no number', item(1, NaN)],
  ])('is refused without retry if an item has %s', (_, bad) => {
    expect(() => totalMinor([item(1, 1), bad])).toThrow(
      expect.objectContaining({
        type: 'InvalidAmountError',
        nonRetryable: true,
        message: 'items[1] makes the total no amount of money',
      }),
    );
  });
});
