import { z } from 'zod';
import { httpService, type HttpServiceOptions } from './http.ts';
import type { Shipping } from './services.ts';

export function httpShipping(options: HttpServiceOptions): Shipping {
  const post = httpService('shipping', options);
  return {
    ship({ orderId, customerId, address }, call) {
      const body = { orderId, customerId, address };
      const answer = z.object({ shipmentId: z.string() });
      return post({ operation: 'ship', path: '/shipments', body, answer }, call);
    },
    async cancel({ orderId }, call) {
      const answer = z.object({ cancelled: z.boolean() });
      await post({ operation: 'cancel', path: '/shipments/cancellations', body: { orderId }, answer }, call);
    },
  };
}
