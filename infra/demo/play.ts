import { randomBytes } from 'node:crypto';
import type { OrderPlaced } from '../../schemas/generated/orders.ts';
import type { OrderRouteOptions } from '../../consumers/orders.ts';
import { Actor, type Stage } from './actor.ts';
import { auditOf } from './books.ts';
import { HURRIED_WAIT_MS, type Story } from './scenario.ts';
import type { Expected } from './tally.ts';

/** A story with an order of its own. */
export interface Part {
  readonly story: Story;
  readonly order: OrderPlaced;
  readonly expected: readonly Expected[];
}

/** Gives every story an order whose id belongs to this run alone, so that earlier runs on the same topics don't count. */
export function cast(stories: readonly Story[], run = randomBytes(3).toString('hex')): Part[] {
  return stories.map((story) => {
    const order = { ...TYPICAL, orderId: `demo-${run}-${story.id}`, placedAt: Date.now(), ...story.order };
    return { story, order, expected: story.expect.map((expected) => ({ ...expected, key: order.orderId })) };
  });
}

/** All stories at once. */
export const playAll = (parts: readonly Part[], stage: Stage): Promise<unknown> =>
  Promise.all(parts.map(({ story, order }) => story.play(new Actor(stage, order))));

/** The routes as they come, but that some customers' orders are not waited for long. */
export const demoOrders: OrderRouteOptions = {
  approvalWithinMs: ({ customerId }) =>
    customerId.startsWith('hurried-') ? HURRIED_WAIT_MS : 24 * 60 * 60 * 1_000,
};

/** Where the services' books differ from what the stories tell, in words. */
export async function auditBooks(parts: readonly Part[], booked: Stage['booked']): Promise<string[]> {
  const audits = parts.map(async ({ order, story }) =>
    auditOf(order, await booked(order.orderId), story.books ?? {}),
  );
  return (await Promise.all(audits)).flat();
}

const TYPICAL: Omit<OrderPlaced, 'orderId' | 'placedAt'> = {
  customerId: 'customer-1',
  email: 'ada@shop.example',
  currency: 'EUR',
  items: [{ sku: 'TEA-1', quantity: 2, unitPriceMinor: 1_250 }],
  address: { name: 'Ada', line1: 'Main St 1', city: 'Lisbon', postalCode: '1100', country: 'PT' },
  requiresApproval: true,
};
