import { z } from 'zod';
import { httpService, type HttpServiceOptions } from './http.ts';
import { postUndo } from './undo-answer.ts';
import type { Shipping } from './services.ts';

export function httpShipping(options: HttpServiceOptions): Shipping {
  const post = httpService('shipping', options);
  return {
    ship({ orderId, customerId, address }, call) {
      const body = { orderId, customerId, address };
      const answer = z.object({ shipmentId: z.string() });
      return post({ operation: 'ship', kind: 'step', path: '/shipments', body, answer }, call);
    },
    cancel({ orderId }, call) {
      const body = { orderId };
      return postUndo(
        post,
        { operation: 'cancel', path: '/shipments/cancellations', body, as: 'cancelled' },
        call,
      );
    },
  };
}
