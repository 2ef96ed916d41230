/**
 * How the services behave: every request succeeds, except for the names below. All rules of the simulator about the
 * content of a request are in this file.
 */

export interface Refusal {
  readonly status: number;
  readonly error: string;
}

/** `OUT-*` is out of stock. */
export const refusesReservation = (skus: readonly string[]): Refusal | undefined =>
  skus.some((sku) => sku.startsWith('OUT-')) ? { status: 409, error: 'out-of-stock' } : undefined;

/** `STUCK-*` can be reserved, but not released. */
export const refusesRelease = (skus: readonly string[]): Refusal | undefined =>
  skus.some((sku) => sku.startsWith('STUCK-')) ? { status: 409, error: 'cannot-release' } : undefined;

/** The card of `declined-*` is declined. */
export const refusesPayment = (customerId: string): Refusal | undefined =>
  customerId.startsWith('declined-') ? { status: 402, error: 'card-declined' } : undefined;

/** No delivery to Antarctica. */
export const refusesDelivery = (country: string): Refusal | undefined =>
  country === 'AQ' ? { status: 422, error: 'undeliverable' } : undefined;

/** Payment is down for the first two attempts of an order of `flaky-*`; `attempt` counts from 1. */
export const isPaymentDown = (customerId: string, attempt: number): boolean =>
  customerId.startsWith('flaky-') && attempt <= 2;

/** Each forward step of an order of `slow-*` is slow. */
export const isSlow = (customerId: string): boolean => customerId.startsWith('slow-');

/** The mail server of `down.example` is down. */
export const isMailDown = (address: string): boolean => address.toLowerCase().endsWith('@down.example');
