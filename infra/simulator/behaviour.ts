/**
 * How the outside world behaves: all goes well, except for the names below. Every rule that the simulator has about
 * the content of a request stands here, and nothing else does.
 */

export interface Refusal {
  readonly status: number;
  readonly error: string;
}

/** `OUT-*` is out of stock. */
export const refusesReservation = (skus: readonly string[]): Refusal | undefined =>
  skus.some((sku) => sku.startsWith('OUT-')) ? { status: 409, error: 'out-of-stock' } : undefined;

/** `STUCK-*` is reserved like everything else, but not released. */
export const refusesRelease = (skus: readonly string[]): Refusal | undefined =>
  skus.some((sku) => sku.startsWith('STUCK-')) ? { status: 409, error: 'cannot-release' } : undefined;

/** `declined-*` has a card that is declined. */
export const refusesPayment = (customerId: string): Refusal | undefined =>
  customerId.startsWith('declined-') ? { status: 402, error: 'card-declined' } : undefined;

/** Nobody delivers to Antarctica. */
export const refusesDelivery = (country: string): Refusal | undefined =>
  country === 'AQ' ? { status: 422, error: 'undeliverable' } : undefined;

/** Payment is down for the first two attempts at an order of `flaky-*`; `attempt` counts from 1. */
export const isPaymentDown = (customerId: string, attempt: number): boolean =>
  customerId.startsWith('flaky-') && attempt <= 2;

/** Each step forward takes long for an order of `slow-*`. */
export const isSlow = (customerId: string): boolean => customerId.startsWith('slow-');

/** The mail server of `down.example` is down. */
export const isMailDown = (address: string): boolean => address.toLowerCase().endsWith('@down.example');
