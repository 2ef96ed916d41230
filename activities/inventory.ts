import { z } from 'zod';
import { httpService, type HttpServiceOptions } from './http.ts';
import { postUndo } from './undo-answer.ts';
import type { Inventory } from './services.ts';

export function httpInventory(options: HttpServiceOptions): Inventory {
  const post = httpService('inventory', options);
  return {
    reserve({ orderId, customerId, items }, call) {
      const body = { orderId, customerId, items: items.map(({ sku, quantity }) => ({ sku, quantity })) };
      const answer = z.object({ reservationId: z.string() });
      return post(
        { operation: 'reserve', kind: 'step', path: '/inventory/reservations', body, answer },
        call,
      );
    },
    release({ orderId }, call) {
      const body = { orderId };
      return postUndo(
        post,
        { operation: 'release', path: '/inventory/releases', body, as: 'released' },
        call,
      );
    },
  };
}
