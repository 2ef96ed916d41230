import type * as orders from '../schemas/generated/orders.ts';
import { publishOutcome } from './publish.ts';

/** Every outcome that an order's workflow may publish, by the short name of its record. */
export interface Outcomes {
  OrderConfirmed: orders.OrderConfirmed;
  OrderCancelled: orders.OrderCancelled;
  OrderExpired: orders.OrderExpired;
  OrderFailed: orders.OrderFailed;
  OrderEventRefused: orders.OrderEventRefused;
  OrderBatchCompleted: orders.OrderBatchCompleted;
}

/** `publishOutcome`, for what orders publish. */
export const publish = <Name extends keyof Outcomes>(
  name: Name,
  value: Outcomes[Name],
  occurrence?: string,
): Promise<void> => publishOutcome(name, value, occurrence);
