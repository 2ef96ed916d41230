import type { OrderItem } from '../schemas/generated/orders.ts';
import { refused } from './failures.ts';

/**
 * The total of an order, in minor units of its currency. Throws `InvalidAmountError` if an amount breaks the schema, or
 * if the sum is too large to be exact.
 */
export function totalMinor(items: readonly OrderItem[]): number {
  return items.reduce((total, { quantity, unitPriceMinor }, index) => {
    const sum = total + quantity * unitPriceMinor;
    const isAmount =
      quantity >= 1 && unitPriceMinor >= 0 && [quantity, unitPriceMinor, sum].every(Number.isSafeInteger);
    if (!isAmount) throw refused('InvalidAmountError', `items[${index}] makes the total no amount of money`);
    return sum;
  }, 0);
}
