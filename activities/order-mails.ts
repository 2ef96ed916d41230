import type { OrderPlaced } from '../schemas/generated/orders.ts';
import type { Mail } from './services.ts';

/** To the customer: the order is paid and on its way. */
export function confirmationMail({ orderId, email, items, address }: OrderPlaced): Mail {
  const lines = items.map(({ sku, quantity }) => `  ${quantity} x ${sku}`);
  return {
    to: email,
    subject: `Your order ${orderId} is confirmed`,
    text: [
      'Thank you for your order:',
      '',
      ...lines,
      '',
      `It is on its way to ${address.name}, ${address.city}.`,
      '',
    ].join('\n'),
    orderId,
  };
}

/** To the approver, after half of the time to approve. */
export function approvalReminderMail({ orderId }: Pick<OrderPlaced, 'orderId'>, to: string): Mail {
  return {
    to,
    subject: `Order ${orderId} waits for your approval`,
    text: `Order ${orderId} expires unless it is approved or cancelled.\n`,
    orderId,
  };
}
