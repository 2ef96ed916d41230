import { setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import { getOrderStatus, type OrderResult, type OrderStatus, type OrderStatusView } from './messages.ts';

const orderStatus = defineSearchAttributeKey('OrderStatus', 'KEYWORD');
const customer = defineSearchAttributeKey('CustomerId', 'KEYWORD');

/**
 * Where an order stands: for those who ask it (`getOrderStatus`) and for those who search in Temporal.
 *
 * @param customerId is asked at each change, for it is known only once the order itself has come
 */
export function trackOrderStatus(id: string, customerId: () => string | undefined) {
  let view = viewOf(id, 'awaitingOrder');
  let named = false;
  setHandler(getOrderStatus, () => view);

  function set(status: OrderStatus): void {
    view = viewOf(id, status);
    const found = named ? undefined : customerId();
    named ||= found !== undefined;
    upsertSearchAttributes([
      { key: orderStatus, value: status },
      ...(found === undefined ? [] : [{ key: customer, value: found }]),
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
