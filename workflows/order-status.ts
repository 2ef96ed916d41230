import { setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import { getOrderStatus, type OrderResult, type OrderStatus, type OrderStatusView } from './messages.ts';

const orderStatus = defineSearchAttributeKey('OrderStatus', 'KEYWORD');
const customer = defineSearchAttributeKey('CustomerId', 'KEYWORD');

/** Where an order stands: for those who ask it (`getOrderStatus`) and for those who search in Temporal. */
export function trackOrderStatus(id: string) {
  let view: OrderStatusView = viewOf(id, 'awaitingOrder');
  setHandler(getOrderStatus, () => view);

  function set(status: OrderStatus, customerId?: string): void {
    view = viewOf(id, status);
    upsertSearchAttributes([
      { key: orderStatus, value: status },
      ...(customerId === undefined ? [] : [{ key: customer, value: customerId }]),
    ]);
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
