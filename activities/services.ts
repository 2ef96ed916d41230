import type { OrderPlaced } from '../schemas/generated/orders.ts';

/**
 * The outside services as the order needs them. Every method may be called again with the same key and must then have
 * no second effect. All throw as `failures.ts` says.
 */
export interface OrderServices {
  readonly inventory: Inventory;
  readonly payments: Payments;
  readonly shipping: Shipping;
  readonly mailer: Mailer;
}

/** What comes with each call besides its content. */
export interface Call {
  /** The same for every attempt at one step of one order. */
  readonly idempotencyKey: string;
  /** Aborted when nobody wants the answer any more; the call then rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

export interface Inventory {
  reserve(order: Pick<OrderPlaced, 'orderId' | 'customerId' | 'items'>, call: Call): Promise<Reservation>;
  /** Fine where nothing was reserved, for the outcome of `reserve` may be unknown; it can't happen any more then. */
  release(order: Pick<OrderPlaced, 'orderId'>, call: Call): Promise<void>;
}

export interface Payments {
  charge(payment: PaymentRequest, call: Call): Promise<Payment>;
  /** As `release`. */
  refund(order: Pick<OrderPlaced, 'orderId'>, call: Call): Promise<void>;
}

export interface Shipping {
  ship(order: Pick<OrderPlaced, 'orderId' | 'customerId' | 'address'>, call: Call): Promise<Shipment>;
  /** As `release`. */
  cancel(order: Pick<OrderPlaced, 'orderId'>, call: Call): Promise<void>;
}

export interface Mailer {
  /** Resolves once the mail server has taken the mail. */
  send(mail: Mail, call: Call): Promise<void>;
}

interface PaymentRequest {
  readonly orderId: string;
  readonly customerId: string;
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** Each is about an order or is a reminder, and says which. */
export type Mail = {
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
} & ({ readonly orderId: string } | { readonly reminderId: string });

export interface Reservation {
  readonly reservationId: string;
}

export interface Payment {
  readonly paymentId: string;
}

export interface Shipment {
  readonly shipmentId: string;
}
