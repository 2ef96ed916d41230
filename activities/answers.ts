import type { RefusalType } from './failures.ts';

export type ServiceName = 'inventory' | 'payments' | 'shipping';

/** An answer that is no success. */
export interface Refusing {
  readonly service: ServiceName;
  readonly kind: 'step' | 'undo';
  readonly status: number;
  /** `error` of its body, if it has one. */
  readonly code: string | undefined;
}

/** Why the service will not do it; or `later`: it may do it later, may be doing it now, or may have done it. */
export type Meaning = RefusalType | 'later';

/** The answers that are final, by status and code. docs/services.md has the same table, and the reasons. */
const FINAL: Record<Refusing['kind'], Record<ServiceName, Readonly<Record<string, RefusalType>>>> = {
  step: {
    inventory: { '409 out-of-stock': 'OutOfStockError', '409 already-undone': 'AlreadyUndoneError' },
    payments: { '402 card-declined': 'InvalidPaymentError', '409 already-undone': 'AlreadyUndoneError' },
    shipping: { '422 undeliverable': 'UndeliverableError', '409 already-undone': 'AlreadyUndoneError' },
  },
  undo: {
    inventory: { '409 cannot-release': 'CompensationRefusedError' },
    payments: {},
    shipping: {},
  },
};

/**
 * Statuses below 500 that mean "later", not "no". 409 and 425 say that a request with this key is being worked on, and
 * its effect may come yet. A proxy may send the others, for example while a credential is rotated or a route is missing
 * during a deployment.
 */
const LATER = new Set([401, 403, 404, 407, 408, 409, 421, 425, 429]);

/** An undo believes only the answers of the table: whatever else is in its way, money depends on it. */
export function meaningOf({ service, kind, status, code }: Refusing): Meaning {
  const final = FINAL[kind][service];
  const known = `${status} ${code}`;
  if (Object.hasOwn(final, known)) return final[known]!;
  return kind === 'undo' || status >= 500 || LATER.has(status) ? 'later' : 'BadRequestError';
}
