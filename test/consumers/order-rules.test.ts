import { describe, expect, it } from '@jest/globals';
import { checkApproved, checkCancellation, checkPlaced } from '../../consumers/order-rules.ts';
import type { OrderPlaced } from '../../schemas/generated/orders.ts';
import { anOrder } from '../orders.ts';

type Item = OrderPlaced['items'][number];

/** Items of one kind that count how often one of them is looked at. */
function counted(item: Item, count: number) {
  let looks = 0;
  const items = new Proxy(
    Array.from({ length: count }, () => item),
    {
      get(all, name) {
        if (typeof name === 'string' && /^\d+$/.test(name)) looks += 1;
        return Reflect.get(all, name) as unknown;
      },
    },
  );
  return { items, looks: () => looks };
}

describe('K16: an order with very many items', () => {
  const good = { sku: 'TEA-1', quantity: 1, unitPriceMinor: 1 };

  it('has no more than ten broken rules collected, and no item behind them looked at', () => {
    const { items, looks } = counted({ sku: '', quantity: 0, unitPriceMinor: -1 }, 40_000);
    const broken = checkPlaced(anOrder({ items }));
    expect(broken).toHaveLength(10);
    expect(broken[0]).toEqual({ field: 'items.0.sku', rule: 'must not be empty' });
    expect(looks()).toBeLessThan(10);
  });

  it('is refused for their number, and none is looked at', () => {
    const { items, looks } = counted(good, 250_000);
    expect(checkPlaced(anOrder({ items }))).toEqual([
      { field: 'items', rule: 'must not hold more than 50000 items' },
    ]);
    expect(looks()).toBe(0);
  });

  it('is good if Temporal could take it, and has every item looked at', () => {
    const { items, looks } = counted(good, 50_000);
    expect(checkPlaced(anOrder({ items }))).toEqual([]);
    expect(looks()).toBe(50_000);
  });
});

describe('K11: what becomes an id or a search attribute must be one that every store can keep', () => {
  const orderId = 'nul\0y';
  it.each([
    ['orderId', checkPlaced(anOrder({ orderId }))],
    ['customerId', checkPlaced(anOrder({ customerId: orderId }))],
    ['orderId', checkApproved({ orderId, approvedBy: 'kim', approvedAt: 1 })],
    ['orderId', checkCancellation({ orderId, requestedBy: 'kim', reason: 'r', requestedAt: 1 })],
  ])('%s', (field, broken) => {
    expect(broken).toEqual([{ field, rule: 'must not contain NUL' }]);
  });

  it('other texts may be any', () => {
    const item = { sku: 'a\0b', quantity: 1, unitPriceMinor: 1 };
    expect(checkPlaced(anOrder({ items: [item], email: 'a\0b@shop.example' }))).toEqual([]);
  });
});
