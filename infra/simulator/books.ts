/** The accounts of the ledger: what the services and the mail server did for an order. */
export const ACCOUNTS = [
  'reserved',
  'released',
  'charged',
  'refunded',
  'shipped',
  'cancelled',
  'mailed',
] as const;
export type Account = (typeof ACCOUNTS)[number];

/** One thing that was done for an order. The optional fields depend on the account. */
export interface Entry {
  /** For a mail of a reminder, the reminder's id. */
  readonly orderId: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reservationId?: string;
  readonly items?: readonly { readonly sku: string; readonly quantity: number }[];
  readonly paymentId?: string;
  readonly amountMinor?: number;
  readonly currency?: string;
  readonly shipmentId?: string;
  readonly messageId?: string;
  readonly to?: readonly string[];
  readonly subject?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request with its final answer. One line has answer and effects, so that a crash cannot separate them. */
interface AnswerLine {
  readonly kind: 'answer';
  /** The `Idempotency-Key`, or the Message-ID of a mail. */
  readonly key: string;
  /** Shows whether a later request with this key is the same request. */
  readonly fingerprint: string;
  readonly answer: Answer;
  readonly orderId: string;
  readonly account: Account;
  readonly entries: readonly Entry[];
  /** The account in which the order was undone, and gets no more entries. */
  readonly closes?: Account | undefined;
}

interface AttemptLine {
  readonly kind: 'attempt';
  readonly orderId: string;
  readonly operation: string;
}

/** Frozen: a line of a ledger file. */
export type Line = AnswerLine | AttemptLine;

/** The sum of all lines of a ledger, in memory. */
export class Books {
  readonly #entries = new Map<Account, Entry[]>();
  readonly #entriesOfOrder = new Map<string, Entry[]>();
  readonly #answers = new Map<string, AnswerLine>();
  readonly #attempts = new Map<string, Map<string, number>>();
  readonly #closed = new Set<string>();

  add(line: Line): void {
    if (line.kind === 'attempt') return this.#addAttempt(line);
    const { key, account, orderId, entries, closes } = line;
    this.#answers.set(key, line);
    append(this.#entries, account, entries);
    append(this.#entriesOfOrder, inOrder(account, orderId), entries);
    if (closes) this.#closed.add(inOrder(closes, orderId));
  }

  #addAttempt({ orderId, operation }: AttemptLine): void {
    const counts = this.#attempts.get(orderId) ?? new Map<string, number>();
    this.#attempts.set(orderId, counts.set(operation, (counts.get(operation) ?? 0) + 1));
  }

  /** In the order of arrival; of all orders, or of one. */
  entries(account: Account, orderId?: string): readonly Entry[] {
    const found =
      orderId === undefined
        ? this.#entries.get(account)
        : this.#entriesOfOrder.get(inOrder(account, orderId));
    return found ?? [];
  }

  answerTo(key: string): { readonly fingerprint: string; readonly answer: Answer } | undefined {
    return this.#answers.get(key);
  }

  isClosed(account: Account, orderId: string): boolean {
    return this.#closed.has(inOrder(account, orderId));
  }

  /** Valid requests so far, repeated and refused ones too, by order and operation. */
  get attempts(): ReadonlyMap<string, ReadonlyMap<string, number>> {
    return this.#attempts;
  }
}

const inOrder = (account: Account, orderId: string) => `${account} ${orderId}`;

function append<K>(lists: Map<K, Entry[]>, key: K, entries: readonly Entry[]): void {
  const list = lists.get(key);
  if (list) list.push(...entries);
  else lists.set(key, [...entries]);
}
