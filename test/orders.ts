import type { OrderPlaced } from '../schemas/generated/orders.ts';

/** An order like any other. */
export const anOrder = (about: Partial<OrderPlaced> = {}): OrderPlaced => ({
  orderId: 'o-1',
  customerId: 'customer-1',
  email: 'ada@shop.example',
  currency: 'EUR',
  items: [{ sku: 'TEA-1', quantity: 2, unitPriceMinor: 1_250 }],
  address: { name: 'Ada', line1: 'Main St 1', city: 'Lisbon', postalCode: '1100', country: 'PT' },
  requiresApproval: true,
  placedAt: 1_767_225_600_000,
  ...about,
});
