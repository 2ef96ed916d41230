import { ACCOUNTS, type Account, type Books, type Entry } from './books.ts';

/** Answer to `GET /ledger`. */
export type Statement = Readonly<Record<Account, readonly Entry[]>> & {
  readonly totals: Readonly<Record<Account, number>> & {
    /** By currency. */
    readonly chargedMinor: Readonly<Record<string, number>>;
    readonly refundedMinor: Readonly<Record<string, number>>;
  };
  /** Valid requests by order and operation (such as `charge`), repeated and refused ones too. */
  readonly attempts: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

/** The books for people and tests; of all orders, or of one. */
export function statementOf(books: Books, orderId?: string): Statement {
  const accounts = byAccount((account) => books.entries(account, orderId));
  const counts = orderId === undefined ? [...books.attempts] : pick(books.attempts, orderId);
  return {
    ...accounts,
    totals: {
      ...byAccount((account) => accounts[account].length),
      chargedMinor: sumByCurrency(accounts.charged),
      refundedMinor: sumByCurrency(accounts.refunded),
    },
    attempts: Object.fromEntries(
      counts.map(([order, operations]) => [order, Object.fromEntries(operations)]),
    ),
  };
}

const byAccount = <T>(of: (account: Account) => T) =>
  Object.fromEntries(ACCOUNTS.map((account) => [account, of(account)])) as Record<Account, T>;

function pick<T>(map: ReadonlyMap<string, T>, key: string): [string, T][] {
  const value = map.get(key);
  return value === undefined ? [] : [[key, value]];
}

function sumByCurrency(entries: readonly Entry[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const { currency = '', amountMinor = 0 } of entries)
    sums.set(currency, (sums.get(currency) ?? 0) + amountMinor);
  return Object.fromEntries(sums);
}
