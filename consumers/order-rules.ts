import { z } from 'zod';
import type { OrderApproved, OrderCancellationRequested, OrderPlaced } from '../schemas/generated/orders.ts';
import type { BrokenRule } from './route.ts';

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** Messages must be texts of our own: zod's may quote the value. */
export const text = (maxBytes: number) =>
  z.string().refine((value) => Buffer.byteLength(value) <= maxBytes, `must not exceed ${maxBytes} bytes`);

/** Less than Temporal takes as a search attribute: a longer one would strand the order's workflow. */
const Name = text(1_000);
const Id = z.string().min(1, 'must not be empty');

const Placed = z.object({
  orderId: Id,
  customerId: Name.min(1, 'must not be empty'),
  email: z.string().regex(/^[^@\s]+@[^@\s]+$/, 'must be an e-mail address'),
  currency: z.string().refine((code) => CURRENCIES.has(code), 'must be an ISO 4217 currency'),
  items: z
    .array(
      z.object({
        sku: Id,
        quantity: z.number().min(1, 'must be at least 1'),
        unitPriceMinor: z.number().min(0, 'must not be negative'),
      }),
    )
    .min(1, 'must hold at least one item'),
  address: z.object({ country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code') }),
});

const Approved = z.object({ orderId: Id, approvedBy: Name });

/** Who asked and why stand in the outcome, which a broker must take. */
const CancellationRequested = z.object({ orderId: Id, requestedBy: Name, reason: text(10_000) });

/** Rules of the business that Avro cannot state: a record that breaks one is nobody's order. */
export const rulesOf =
  <T>(schema: z.ZodType) =>
  (event: T): BrokenRule[] => {
    const checked = schema.safeParse(event);
    return checked.success
      ? []
      : checked.error.issues.map(({ path, message }) => ({ field: path.join('.'), rule: message }));
  };

export const checkPlaced = rulesOf<OrderPlaced>(Placed);
export const checkApproved = rulesOf<OrderApproved>(Approved);
export const checkCancellation = rulesOf<OrderCancellationRequested>(CancellationRequested);
