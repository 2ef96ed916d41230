import { Context } from '@temporalio/activity';
import type { OrderPlaced } from '../schemas/generated/orders.ts';
import { attempted, type RunOfStep } from './certainty.ts';
import { approvalReminderMail, confirmationMail } from './order-mails.ts';
import { totalMinor } from './order-total.ts';
import type { OrderServices, Payment, Reservation, Shipment, Undone } from './services.ts';
import { callFor } from './step-call.ts';
import { askToUndo, type UndoInput } from './undo.ts';

export interface OrderInput extends RunOfStep {
  readonly order: OrderPlaced;
}

export interface ReminderInput {
  readonly order: Pick<OrderPlaced, 'orderId'>;
  /** The approver's address. */
  readonly to: string;
}

export interface UnresolvedInput {
  /** Steps that may still have an effect, although nobody undoes them any more. */
  readonly steps: readonly string[];
}

export type OrderActivities = ReturnType<typeof createOrderActivities>;

/**
 * The side effects of an order: steps, their undo, mails. Each is idempotent; errors are those of `failures.ts`, and
 * the refusal of a step says whether it is certain.
 *
 * @param onUnresolved hears of each step that an operator has to look after; default: only the log does
 */
export function createOrderActivities(services: OrderServices, onUnresolved?: (step: string) => void) {
  const { inventory, payments, shipping, mailer } = services;
  return {
    async reserveInventory({ order, firstRunId }: OrderInput): Promise<Reservation> {
      return attempted({ firstRunId }, () => inventory.reserve(order, callFor('inventory')));
    },
    async releaseInventory(input: UndoInput): Promise<Undone> {
      return askToUndo('inventory-undo', input, inventory.release);
    },

    async chargePayment({ order, firstRunId }: OrderInput): Promise<Payment> {
      const { orderId, customerId, currency, items } = order;
      return attempted({ firstRunId }, async () => {
        const payment = { orderId, customerId, amountMinor: totalMinor(items), currency };
        return payments.charge(payment, callFor('payment'));
      });
    },
    async refundPayment(input: UndoInput): Promise<Undone> {
      return askToUndo('payment-undo', input, payments.refund);
    },

    async createShipment({ order, firstRunId }: OrderInput): Promise<Shipment> {
      return attempted({ firstRunId }, () => shipping.ship(order, callFor('shipment')));
    },
    async cancelShipment(input: UndoInput): Promise<Undone> {
      return askToUndo('shipment-undo', input, shipping.cancel);
    },

    /** Tells an operator, who alone can help now. */
    async reportUnresolved({ steps }: UnresolvedInput): Promise<void> {
      for (const step of steps) {
        Context.current().log.error('the undo of a step was not confirmed: look at what the service did', {
          step,
        });
        onUnresolved?.(step);
      }
    },

    async sendConfirmation({ order }: OrderInput): Promise<void> {
      await mailer.send(confirmationMail(order), callFor('confirmation'));
    },
    async sendApprovalReminder({ order, to }: ReminderInput): Promise<void> {
      await mailer.send(approvalReminderMail(order, to), callFor('approval-reminder'));
    },
  };
}
