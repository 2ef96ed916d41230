import { setTimeout as delay } from 'node:timers/promises';
import { SERVICES, type OrderDraw } from './draw.ts';
import { unexplained } from './judge.ts';
import type { Case } from './service.ts';
import type { Shop } from './shop.ts';

/** Many of them only wait for their services. */
const AT_ONCE = 60;
export interface Books {
  readonly orders: number;
  /** By final outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly unresolved: number;
  readonly chargedMinor: number;
  readonly refundedMinor: number;
  /** How many orders met the trouble of each case. */
  readonly met: Readonly<Record<Case, number>>;
  readonly unexplained: number;
  readonly seconds: number;
  /** Each unexplained order, in words. */
  readonly findings: readonly string[];
}

interface PlayOptions {
  readonly say: (text: string) => void;
  /** End with the first order whose payment cannot be explained. */
  readonly untilFound: boolean;
}

/** Plays the orders, waits for everything that may still land, and compares outcomes with ledgers. */
export async function playOrders(
  shop: Shop,
  orders: readonly OrderDraw[],
  { say, untilFound }: PlayOptions,
): Promise<Books> {
  const started = Date.now();
  const findings: string[] = [];
  const ended: OrderDraw[] = [];
  const remaining = orders.values();

  async function work(): Promise<void> {
    for (const order of remaining) {
      if (untilFound && hasMoney(findings)) return;
      // Without an outcome its books are judged as they are.
      await shop.play(order).catch(({ message }: Error) => say(`${order.orderId}: ${message}`));
      await untilLanded(shop, order);
      const faults = unexplained(
        order,
        shop.ledgerOf(order.orderId),
        shop.outcomesOf(order.orderId),
        shop.undoWithinMs,
      );
      if (faults.length > 0) findings.push(`${order.orderId}: ${faults.join('; ')}`);
      ended.push(order);
      if (ended.length % 100 === 0)
        say(`${ended.length} of ${orders.length} orders, ${findings.length} unexplained`);
    }
  }
  const workers = Promise.all(Array.from({ length: AT_ONCE }, work));
  await (untilFound ? Promise.race([workers, untilSome(findings)]) : workers);

  const ids = ended.map(({ orderId }) => orderId);
  const of = (kind: 'done' | 'undone') =>
    ids
      .flatMap((id) => shop.ledgerOf(id).payment[kind])
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const outcomes = ids.flatMap((id) => shop.outcomesOf(id));
  return {
    orders: ended.length,
    outcomes: countBy(outcomes.map(({ name }) => name)),
    unresolved: outcomes.filter(({ value }) => (value.unresolved ?? []).length > 0).length,
    chargedMinor: of('done'),
    refundedMinor: of('undone'),
    met: shop.met(),
    unexplained: findings.length,
    seconds: Math.round((Date.now() - started) / 1_000),
    findings,
  };
}

/** A service that took a request may still do it. */
async function untilLanded(shop: Shop, { orderId }: OrderDraw): Promise<void> {
  const ledger = shop.ledgerOf(orderId);
  const last = Math.max(...SERVICES.map((service) => ledger[service].landsBy));
  await delay(Math.max(0, last - Date.now()) + 50);
}

const hasMoney = (findings: readonly string[]): boolean =>
  findings.some((finding) => /payment/.test(finding));

async function untilSome(findings: readonly string[]): Promise<void> {
  while (!hasMoney(findings)) await delay(100);
}

function countBy(names: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(names, (name) => name);
  return Object.fromEntries([...groups].map(([name, all]) => [name, all.length]));
}
