import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isSlow, refusesDelivery } from './behaviour.ts';
import { forward, text, undo } from './operation.ts';

const address = z.object({ name: text, line1: text, city: text, postalCode: text, country: text });

export const ship = forward({
  name: 'ship',
  path: '/shipments',
  account: 'shipped',
  body: z.object({ orderId: text, customerId: text, address }),
  isSlow: ({ customerId }) => isSlow(customerId),
  refuses: (request) => refusesDelivery(request.address.country),
  id: () => ({ shipmentId: randomUUID() }),
  keeps: () => ({}),
});

export const cancel = undo({
  name: 'cancel',
  path: '/shipments/cancellations',
  account: 'cancelled',
  undoes: 'shipped',
});
