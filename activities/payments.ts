import { z } from 'zod';
import { httpService, type HttpServiceOptions } from './http.ts';
import { postUndo } from './undo-answer.ts';
import type { Payments } from './services.ts';

export function httpPayments(options: HttpServiceOptions): Payments {
  const post = httpService('payments', options);
  return {
    charge({ orderId, customerId, amountMinor, currency }, call) {
      const body = { orderId, customerId, amountMinor, currency };
      const answer = z.object({ paymentId: z.string() });
      return post({ operation: 'charge', kind: 'step', path: '/payments', body, answer }, call);
    },
    refund({ orderId }, call) {
      const body = { orderId };
      return postUndo(post, { operation: 'refund', path: '/payments/refunds', body, as: 'refunded' }, call);
    },
  };
}
