import { z } from 'zod';
import type { OrderPlaced } from '../schemas/generated/orders.ts';
import type { BrokenRule } from './route.ts';

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** Less than Temporal takes as a search attribute: a longer one would strand the order's workflow. */
const MAX_SEARCHABLE_BYTES = 1_000;

/** Messages must be texts of our own: zod's may quote the value. */
const Order = z.object({
  orderId: z.string().min(1, 'must not be empty'),
  customerId: z
    .string()
    .min(1, 'must not be empty')
    .refine(
      (id) => Buffer.byteLength(id) <= MAX_SEARCHABLE_BYTES,
      `must not exceed ${MAX_SEARCHABLE_BYTES} bytes`,
    ),
  email: z.string().regex(/^[^@\s]+@[^@\s]+$/, 'must be an e-mail address'),
  currency: z.string().refine((code) => CURRENCIES.has(code), 'must be an ISO 4217 currency'),
  items: z
    .array(
      z.object({
        sku: z.string().min(1, 'must not be empty'),
        quantity: z.number().min(1, 'must be at least 1'),
        unitPriceMinor: z.number().min(0, 'must not be negative'),
      }),
    )
    .min(1, 'must hold at least one item'),
  address: z.object({ country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code') }),
});

/** Rules of the business that Avro cannot state: a record that breaks one is nobody's order. */
export function checkOrder(order: OrderPlaced): BrokenRule[] {
  const checked = Order.safeParse(order);
  return checked.success
    ? []
    : checked.error.issues.map(({ path, message }) => ({ field: path.join('.'), rule: message }));
}
