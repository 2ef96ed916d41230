import { z } from 'zod';
import { CURRENCIES } from '../schemas/currencies.ts';
import type { OrderApproved, OrderCancellationRequested, OrderPlaced } from '../schemas/generated/orders.ts';
import { Email, Id, items, Name, NotEmpty, rulesOf, storable, text } from './rules.ts';

/** The limit of every Temporal store for a search attribute: a longer value would block the order's workflow. */
const Keyword = storable(text(255).min(1, 'must not be empty'));

/** More than fit into an order that Temporal takes, however short each is. */
const MAX_ITEMS = 50_000;

const Placed = z.object({
  orderId: Id,
  customerId: Keyword,
  email: Email,
  currency: z.string().refine((code) => CURRENCIES.has(code), 'must be an ISO 4217 currency'),
  items: items(
    z.object({
      sku: NotEmpty,
      quantity: z.number().min(1, 'must be at least 1'),
      unitPriceMinor: z.number().min(0, 'must not be negative'),
    }),
    MAX_ITEMS,
  ),
  address: z.object({ country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code') }),
});

const Approved = z.object({ orderId: Id, approvedBy: Name });

/** The outcome repeats who asked and why, and must fit the broker's message limit. */
const CancellationRequested = z.object({ orderId: Id, requestedBy: Name, reason: text(10_000) });

export const checkPlaced = rulesOf<OrderPlaced>(Placed);
export const checkApproved = rulesOf<OrderApproved>(Approved);
export const checkCancellation = rulesOf<OrderCancellationRequested>(CancellationRequested);
