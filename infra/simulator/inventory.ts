import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isSlow, refusesRelease, refusesReservation } from './behaviour.ts';
import { forward, text, undo } from './operation.ts';

const items = z.array(z.object({ sku: text, quantity: z.int().min(1) })).min(1);

export const reserve = forward({
  name: 'reserve',
  path: '/inventory/reservations',
  account: 'reserved',
  body: z.object({ orderId: text, customerId: text, items }),
  isSlow: ({ customerId }) => isSlow(customerId),
  refuses: (request) => refusesReservation(request.items.map(({ sku }) => sku)),
  id: () => ({ reservationId: randomUUID() }),
  keeps: (request) => ({ items: request.items }),
});

export const release = undo({
  name: 'release',
  path: '/inventory/releases',
  account: 'released',
  undoes: 'reserved',
  refuses: (reserved) => refusesRelease(reserved.flatMap((entry) => entry.items ?? []).map(({ sku }) => sku)),
});
