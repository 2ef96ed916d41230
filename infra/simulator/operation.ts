import { z } from 'zod';
import type { Account, Answer, Books, Entry } from './books.ts';
import type { Refusal } from './behaviour.ts';

interface Outcome extends Answer {
  readonly entries: readonly Entry[];
  readonly closes?: Account;
}

/** What a service does for a POST request. */
export interface Operation<Request extends OrderRequest = OrderRequest> {
  /** Name under which `attempts` counts it. */
  readonly name: string;
  readonly path: string;
  readonly body: z.ZodType<Request>;
  /** The account of its entries. */
  readonly account: Account;
  /** Checked before the work. If true, this attempt fails and the next one starts the work again. */
  readonly isDown: (request: Request, attempt: number) => boolean;
  readonly isSlow: (request: Request) => boolean;
  /** Pure: decides the answer and its entries. */
  readonly work: (request: Request, books: Books) => Outcome;
}

export interface OrderRequest {
  readonly orderId: string;
}

export const text = z.string().min(1);

interface Forward<Request> {
  readonly name: string;
  readonly path: string;
  readonly account: Account;
  readonly body: z.ZodType<Request>;
  readonly isDown?: (request: Request, attempt: number) => boolean;
  readonly isSlow: (request: Request) => boolean;
  readonly refuses: (request: Request) => Refusal | undefined;
  /** Makes the id in the answer. */
  readonly id: () => Readonly<Record<string, string>>;
  /** The fields of the request that the ledger records, besides the ids. */
  readonly keeps: (request: Request) => Partial<Entry>;
}

/** A forward step. Refused if its undo came first, because the request was slow. */
export function forward<Request extends OrderRequest>(step: Forward<Request>): Operation<Request> {
  const { refuses, id, keeps, isDown = () => false, ...rest } = step;
  return {
    ...rest,
    isDown,
    work(request, books) {
      const { orderId } = request;
      if (books.isClosed(step.account, orderId)) return refused({ status: 409, error: 'already-undone' });
      const refusal = refuses(request);
      if (refusal) return refused(refusal);
      const ids = id();
      return { status: 201, body: ids, entries: [{ orderId, ...ids, ...keeps(request), at: now() }] };
    },
  };
}

interface Undo {
  readonly name: string;
  readonly path: string;
  readonly account: Account;
  readonly undoes: Account;
  readonly refuses?: (done: readonly Entry[]) => Refusal | undefined;
}

/**
 * Undoes everything that a step did for an order. The request has only the order's id, because a client that undoes a
 * step of unknown outcome knows no other id. If nothing was done, it succeeds too. `final` promises that the step can
 * have no more effect: it is refused later.
 */
export function undo({ name, path, account, undoes, refuses = () => undefined }: Undo): Operation {
  return {
    name,
    path,
    account,
    body: z.object({ orderId: text }),
    isDown: () => false,
    isSlow: () => false,
    work({ orderId }, books) {
      const done = books.entries(undoes, orderId);
      const open = done.slice(books.entries(account, orderId).length);
      const refusal = refuses(open);
      if (refusal) return refused(refusal);
      return {
        status: 200,
        // `closes` keeps the promise: a request for the step that comes later is refused.
        body: { [account]: done.length > 0, final: true },
        entries: open.map((entry) => ({ ...entry, at: now() })),
        closes: undoes,
      };
    },
  };
}

const refused = ({ status, error }: Refusal): Outcome => ({ status, body: { error }, entries: [] });

const now = () => new Date().toISOString();
