import { expect } from '@jest/globals';
import type { Teams } from '../../infra/testing/teams.ts';
import { OrderConfirmed, OrderPlaced } from '../../schemas/generated/orders.ts';
import { anOrder } from '../orders.ts';

const WITHIN_MS = 150_000;

/** Places orders that need no approval; gives their ids. */
export async function placeOrders(teams: Teams, name: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, at) => `${name}-${at}`);
  await Promise.all(
    ids.map((orderId) =>
      teams.produce('orders.placed', OrderPlaced, anOrder({ orderId, requiresApproval: false })),
    ),
  );
  return ids;
}

/** How many of them have their outcome. */
export async function settled(teams: Teams, ids: readonly string[]): Promise<number> {
  const outcomes = await Promise.all(ids.map((id) => teams.outcomesOf(id)));
  return outcomes.filter(({ length }) => length > 0).length;
}

/** Every order is confirmed under one outcome id, was charged once, and no record of it is a dead letter. */
export async function expectNothingLost(teams: Teams, ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map((id) => teams.awaitOutcome(OrderConfirmed, id, { withinMs: WITHIN_MS })));
  const seen = await Promise.all(
    ids.map(async (id) => ({
      id,
      outcomes: new Set((await teams.outcomesOf(id)).map((outcome) => outcome.id)).size,
      charged: (await teams.ledger(id)).totals.charged,
    })),
  );
  expect(seen).toEqual(ids.map((id) => ({ id, outcomes: 1, charged: 1 })));
  const letters = await teams.deadLettersOf('orders.placed');
  expect(letters.filter(({ key }) => key !== null && ids.includes(key))).toEqual([]);
}
