import type { OrderRouteOptions } from '../../consumers/orders.ts';
import type { OrderPlaced } from '../../schemas/generated/orders.ts';
import { Actor } from './actor.ts';
import { auditOf } from './books.ts';
import { HURRIED_WAIT_MS, type Story } from './scenario.ts';
import type { Scene } from './scene.ts';

/** The scene of a story, with a new order. */
export function orderScene(story: Story, run: string): Scene {
  const order = { ...TYPICAL, orderId: `${run}-${story.id}`, placedAt: Date.now(), ...story.order };
  const { orderId } = order;
  return {
    key: orderId,
    title: story.title,
    expected: story.expect.map((expected) => ({ ...expected, key: orderId })),
    play: (stage) => story.play(new Actor(stage, order)),
    status: (stage) => new Actor(stage, order).status(),
    audit: async ({ booked }) => auditOf(order, await booked(orderId), story.books ?? {}),
  };
}

/** The usual options, except that the orders of some customers wait only a short time for their approval. */
export const demoOrders: OrderRouteOptions = {
  approvalWithinMs: ({ customerId }) =>
    customerId.startsWith('hurried-') ? HURRIED_WAIT_MS : 24 * 60 * 60 * 1_000,
};

export const TYPICAL: Omit<OrderPlaced, 'orderId' | 'placedAt'> = {
  customerId: 'customer-1',
  email: 'ada@shop.example',
  currency: 'EUR',
  items: [{ sku: 'TEA-1', quantity: 2, unitPriceMinor: 1_250 }],
  address: { name: 'Ada', line1: 'Main St 1', city: 'Lisbon', postalCode: '1100', country: 'PT' },
  requiresApproval: true,
};
