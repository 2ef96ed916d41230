import { z } from 'zod';
import { httpService, type HttpServiceOptions } from './http.ts';
import type { Inventory } from './services.ts';

export function httpInventory(options: HttpServiceOptions): Inventory {
  const post = httpService('inventory', options);
  return {
    reserve({ orderId, customerId, items }, call) {
      const body = { orderId, customerId, items: items.map(({ sku, quantity }) => ({ sku, quantity })) };
      const answer = z.object({ reservationId: z.string() });
      return post({ operation: 'reserve', path: '/inventory/reservations', body, answer }, call);
    },
    async release({ orderId }, call) {
      const answer = z.object({ released: z.boolean() });
      await post({ operation: 'release', path: '/inventory/releases', body: { orderId }, answer }, call);
    },
  };
}
