/** How often each thing happened to an order by the services' own books. */
export type Books = Partial<
  Record<'reserved' | 'released' | 'charged' | 'refunded' | 'shipped' | 'cancelled' | 'mailed', number>
>;

/** How often each thing happened to an order, by the ledger of the simulated services. */
export const booksOf =
  (services: string) =>
  async (orderId: string): Promise<Books> => {
    const answer = await fetch(`${services}/ledger?orderId=${encodeURIComponent(orderId)}`);
    const ledger = (await answer.json()) as Record<keyof Books, unknown[]>;
    return Object.fromEntries(
      Object.entries(ledger).flatMap(([kind, entries]) =>
        Array.isArray(entries) ? [[kind, entries.length]] : [],
      ),
    );
  };
