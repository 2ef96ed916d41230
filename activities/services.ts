import type { OrderPlaced } from '../schemas/generated/orders.ts';

/**
 * The outside services as the order uses them. Every method must be idempotent: a second call with the same key has no
 * second effect. Errors are those of `failures.ts`.
 */
export interface OrderServices {
  readonly inventory: Inventory;
  readonly payments: Payments;
  readonly shipping: Shipping;
  readonly mailer: Mailer;
}

/** Passed with each call beside its content. */
export interface Call {
  /** The same for every attempt at one step of one order. */
  readonly idempotencyKey: string;
  /** Aborted when the answer is no longer needed; the call then rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

export interface Inventory {
  reserve(order: Pick<OrderPlaced, 'orderId' | 'customerId' | 'items'>, call: Call): Promise<Reservation>;
  /** Succeeds even if nothing is reserved, because the answer to `reserve` may have been lost. */
  release(order: Pick<OrderPlaced, 'orderId'>, call: Call): Promise<Undone>;
}

export interface Payments {
  charge(payment: PaymentRequest, call: Call): Promise<Payment>;
  /** As `release`. */
  refund(order: Pick<OrderPlaced, 'orderId'>, call: Call): Promise<Undone>;
}

export interface Shipping {
  ship(order: Pick<OrderPlaced, 'orderId' | 'customerId' | 'address'>, call: Call): Promise<Shipment>;
  /** As `release`. */
  cancel(order: Pick<OrderPlaced, 'orderId'>, call: Call): Promise<Undone>;
}

export interface Mailer {
  /** Resolves once the mail server has accepted the mail. */
  send(mail: Mail, call: Call): Promise<void>;
}

interface PaymentRequest {
  readonly orderId: string;
  readonly customerId: string;
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** A mail about an order, or a reminder, with its id. */
export type Mail = {
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
} & ({ readonly orderId: string } | { readonly reminderId: string });

/** Answer to an undo. */
export interface Undone {
  /** Whether there was something to undo. It is undone now, by this request or an earlier one. */
  readonly undone: boolean;
  /** The service promises that the step can have no more effect, whatever requests are still under way. */
  readonly final: boolean;
}

export interface Reservation {
  readonly reservationId: string;
}

export interface Payment {
  readonly paymentId: string;
}

export interface Shipment {
  readonly shipmentId: string;
}
