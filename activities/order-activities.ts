import type { OrderPlaced } from '../schemas/generated/orders.ts';
import { approvalReminderMail, confirmationMail } from './order-mails.ts';
import { totalMinor } from './order-total.ts';
import type { OrderServices, Payment, Reservation, Shipment } from './services.ts';
import { callFor } from './step-call.ts';

export interface OrderInput {
  readonly order: OrderPlaced;
}

/** An undo needs only the order's id. */
export interface UndoInput {
  readonly order: Pick<OrderPlaced, 'orderId'>;
}

export interface ReminderInput extends UndoInput {
  /** The approver's address. */
  readonly to: string;
}

export type OrderActivities = ReturnType<typeof createOrderActivities>;

/** The side effects of an order: steps, their undo, mails. Each is idempotent; errors are those of `failures.ts`. */
export function createOrderActivities({ inventory, payments, shipping, mailer }: OrderServices) {
  return {
    async reserveInventory({ order }: OrderInput): Promise<Reservation> {
      return inventory.reserve(order, callFor('inventory'));
    },
    async releaseInventory({ order }: UndoInput): Promise<void> {
      await inventory.release(order, callFor('inventory-undo'));
    },

    async chargePayment({ order }: OrderInput): Promise<Payment> {
      const { orderId, customerId, currency, items } = order;
      const payment = { orderId, customerId, amountMinor: totalMinor(items), currency };
      return payments.charge(payment, callFor('payment'));
    },
    async refundPayment({ order }: UndoInput): Promise<void> {
      await payments.refund(order, callFor('payment-undo'));
    },

    async createShipment({ order }: OrderInput): Promise<Shipment> {
      return shipping.ship(order, callFor('shipment'));
    },
    async cancelShipment({ order }: UndoInput): Promise<void> {
      await shipping.cancel(order, callFor('shipment-undo'));
    },

    async sendConfirmation({ order }: OrderInput): Promise<void> {
      await mailer.send(confirmationMail(order), callFor('confirmation'));
    },
    async sendApprovalReminder({ order, to }: ReminderInput): Promise<void> {
      await mailer.send(approvalReminderMail(order, to), callFor('approval-reminder'));
    },
  };
}
