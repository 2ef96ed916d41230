import { setHandler, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { OpenUndos } from './open-undos.ts';
import { getOrderStatus, type OrderResult, type OrderStatus, type OrderStatusView } from './messages.ts';

const orderStatus = defineSearchAttributeKey('OrderStatus', 'KEYWORD');
const customer = defineSearchAttributeKey('CustomerId', 'KEYWORD');

/** The search attributes of an order; the start of the order may set them too. */
export const attributesOf = (status: OrderStatus, customerId: string | undefined) => [
  { key: orderStatus, value: status },
  ...(customerId === undefined ? [] : [{ key: customer, value: customerId }]),
];

/**
 * The status of an order, for the query `getOrderStatus` and for searches in Temporal.
 *
 * @param customerId is called at each change, because it is known only once the order itself has come
 */
export function trackOrderStatus(id: string, customerId: () => string | undefined, undos: OpenUndos) {
  let view = viewOf(id, 'awaitingOrder');
  setHandler(getOrderStatus, () => ({ ...view, ...(undos.view.length > 0 && { undoing: undos.view }) }));

  function set(status: OrderStatus): void {
    view = viewOf(id, status);
    // Each write adds an event to the history, so write only changes.
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
