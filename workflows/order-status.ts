import { setHandler, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import { getOrderStatus, type OrderResult, type OrderStatus, type OrderStatusView } from './messages.ts';

const orderStatus = defineSearchAttributeKey('OrderStatus', 'KEYWORD');
const customer = defineSearchAttributeKey('CustomerId', 'KEYWORD');

/** What an order's search attributes say; whoever starts an order may write them with the start. */
export const attributesOf = (status: OrderStatus, customerId: string | undefined) => [
  { key: orderStatus, value: status },
  ...(customerId === undefined ? [] : [{ key: customer, value: customerId }]),
];

/**
 * Where an order stands: for those who ask it (`getOrderStatus`) and for those who search in Temporal.
 *
 * @param customerId is asked at each change, for it is known only once the order itself has come
 */
export function trackOrderStatus(id: string, customerId: () => string | undefined) {
  let view = viewOf(id, 'awaitingOrder');
  setHandler(getOrderStatus, () => view);

  function set(status: OrderStatus): void {
    view = viewOf(id, status);
    // Each write is an event of its own, so only what is new is written.
    const { typedSearchAttributes: written } = workflowInfo();
    const news = attributesOf(status, customerId()).filter(({ key, value }) => written.get(key) !== value);
    if (news.length > 0) upsertSearchAttributes(news);
  }

  return {
    set,
    end(status: OrderStatus, reason?: string): OrderResult {
      set(status);
      return { orderId: id, status, ...(reason !== undefined && { reason }) };
    },
  };
}

const viewOf = (id: string, status: OrderStatus): OrderStatusView => ({
  id,
  status,
  updatedAt: new Date().toISOString(),
});
