import { z } from 'zod';
import type { Account, Answer, Books, Entry } from './books.ts';
import type { Refusal } from './behaviour.ts';

interface Outcome extends Answer {
  readonly entries: readonly Entry[];
  readonly closes?: Account;
}

/** What one of the services does on a POST. */
export interface Operation<Request extends OrderRequest = OrderRequest> {
  /** The verb under which `attempts` counts it. */
  readonly name: string;
  readonly path: string;
  readonly body: z.ZodType<Request>;
  /** Where its entries go. */
  readonly account: Account;
  /** Before it starts; an answer here is for this attempt only, the next one is worked on anew. */
  readonly isDown: (request: Request, attempt: number) => boolean;
  readonly isSlow: (request: Request) => boolean;
  /** Decides, and does nothing. */
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
  /** Makes the id that the answer gives. */
  readonly id: () => Readonly<Record<string, string>>;
  /** What the ledger keeps of the request besides the ids. */
  readonly keeps: (request: Request) => Partial<Entry>;
}

/** A step forward. One that comes after its own undo, because it was slow or got lost, must not happen any more. */
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
 * Undoes all that the step did for an order. It is named by the order, for whoever undoes a step of unknown outcome
 * has no other id; and where nothing was done that is fine too, but stays so.
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
        body: { [account]: done.length > 0 },
        entries: open.map((entry) => ({ ...entry, at: now() })),
        closes: undoes,
      };
    },
  };
}

const refused = ({ status, error }: Refusal): Outcome => ({ status, body: { error }, entries: [] });

const now = () => new Date().toISOString();
