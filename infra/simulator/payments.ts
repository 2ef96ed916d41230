import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isPaymentDown, isSlow, refusesPayment } from './behaviour.ts';
import { forward, text, undo } from './operation.ts';

export const charge = forward({
  name: 'charge',
  path: '/payments',
  account: 'charged',
  body: z.object({
    orderId: text,
    customerId: text,
    amountMinor: z.int().min(0),
    currency: z.string().regex(/^[A-Z]{3}$/),
  }),
  isDown: ({ customerId }, attempt) => isPaymentDown(customerId, attempt),
  isSlow: ({ customerId }) => isSlow(customerId),
  refuses: ({ customerId }) => refusesPayment(customerId),
  id: () => ({ paymentId: randomUUID() }),
  keeps: ({ amountMinor, currency }) => ({ amountMinor, currency }),
});

export const refund = undo({
  name: 'refund',
  path: '/payments/refunds',
  account: 'refunded',
  undoes: 'charged',
});
