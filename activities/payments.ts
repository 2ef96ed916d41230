import { z } from 'zod';
import { httpService, type HttpServiceOptions } from './http.ts';
import type { Payments } from './services.ts';

export function httpPayments(options: HttpServiceOptions): Payments {
  const post = httpService('payments', options);
  return {
    charge({ orderId, customerId, amountMinor, currency }, call) {
      const body = { orderId, customerId, amountMinor, currency };
      const answer = z.object({ paymentId: z.string() });
      return post({ operation: 'charge', path: '/payments', body, answer }, call);
    },
    async refund({ orderId }, call) {
      const answer = z.object({ refunded: z.boolean() });
      await post({ operation: 'refund', path: '/payments/refunds', body: { orderId }, answer }, call);
    },
  };
}
