import type { OrderPlaced } from '../../schemas/generated/orders.ts';
import { ACCOUNTS } from '../simulator/books.ts';
import type { Statement } from '../simulator/statement.ts';

/** How often each step should have happened to an order. Default: never. */
export type Counts = Partial<Record<(typeof ACCOUNTS)[number], number>>;

/** Asks the ledger of the simulated services about one order. */
export const booksAt =
  (services: string) =>
  async (orderId: string): Promise<Statement> => {
    const answer = await fetch(`${services}/ledger?orderId=${encodeURIComponent(orderId)}`);
    return (await answer.json()) as Statement;
  };

/** One sentence for each count or amount in the books that differs from the expected one. */
export function auditOf(
  { orderId, currency, items }: OrderPlaced,
  { totals: actual }: Pick<Statement, 'totals'>,
  counts: Counts,
): string[] {
  const price = items.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);
  const money = [
    ['chargedMinor', actual.chargedMinor[currency] ?? 0, (counts.charged ?? 0) * price],
    ['refundedMinor', actual.refundedMinor[currency] ?? 0, (counts.refunded ?? 0) * price],
  ] as const;
  const times = ACCOUNTS.map((account) => [account, actual[account], counts[account] ?? 0] as const);
  return [...times, ...money]
    .filter(([, is, should]) => is !== should)
    .map(([what, is, should]) => `${orderId}: ${what} is ${is} in the services' books, not ${should}`);
}
