import { z } from 'zod';
import { CURRENCIES } from '../schemas/currencies.ts';
import type { OrderApproved, OrderCancellationRequested, OrderPlaced } from '../schemas/generated/orders.ts';
import { Email, Id, Name, rulesOf, text } from './rules.ts';

/** The limit of every Temporal store for a search attribute: a longer value would block the order's workflow. */
const Keyword = text(255).min(1, 'must not be empty');

const Placed = z.object({
  orderId: Id,
  customerId: Keyword,
  email: Email,
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

/** The outcome repeats who asked and why, and must fit the broker's message limit. */
const CancellationRequested = z.object({ orderId: Id, requestedBy: Name, reason: text(10_000) });

export const checkPlaced = rulesOf<OrderPlaced>(Placed);
export const checkApproved = rulesOf<OrderApproved>(Approved);
export const checkCancellation = rulesOf<OrderCancellationRequested>(CancellationRequested);
