import { ActivityFailure, condition, log, proxyActivities } from '@temporalio/workflow';
import type { OrderActivities } from '../activities/order-activities.ts';
import type { OrderCancellationRequested, OrderPlaced } from '../schemas/generated/orders.ts';
import { decideNow } from './bridge/decision.ts';
import type { OrderInput, OrderResult } from './messages.ts';
import { receiveOrderEvents, whileAnswering } from './order-events.ts';
import { trackOrderStatus } from './order-status.ts';
import { publish, publishDecided } from './outcomes.ts';
import { NONE, STANDARD, UNLIMITED } from './retry-policies.ts';
import { Saga, SagaStopped, StepFailed } from './saga.ts';

const steps = proxyActivities<OrderActivities>(STANDARD);
const undo = proxyActivities<OrderActivities>(UNLIMITED);
/** A mailbox may show a repeated mail twice, and an approver can answer without a reminder. */
const once = proxyActivities<OrderActivities>(NONE);

/** Refusals by which a service says that it did nothing. After any other failure the step may have happened. */
const REFUSALS = new Set([
  'OutOfStockError',
  'InvalidPaymentError',
  'InvalidAmountError',
  'UndeliverableError',
]);

/**
 * Runs one order from its first event to its one final outcome: wait for the order and its approval, then reserve,
 * charge, ship and confirm, or undo what was done.
 */
export async function order(input: OrderInput): Promise<OrderResult> {
  const { orderId } = input;
  const inbox = receiveOrderEvents(input);
  const status = trackOrderStatus(orderId, () => inbox.placed?.customerId);

  return whileAnswering(orderId, inbox, async () => {
    if (!inbox.placed) status.set('awaitingOrder');
    await condition(() => inbox.placed !== undefined, input.placedWithinMs);
    const placed = inbox.placed;
    if (!placed) return neverPlaced();

    if (!inbox.cancellation && !inbox.approval && placed.requiresApproval) {
      status.set('awaitingApproval');
      await awaitApproval(placed);
    }
    if (inbox.cancellation) return cancelled(inbox.cancellation);
    if (placed.requiresApproval && !inbox.approval) return expired();

    inbox.applyApproval();
    status.set('processing');
    return fulfil(placed);
  });

  /** The saga. Once the shipment exists and no cancellation is recorded, there is no way back. */
  async function fulfil(placed: OrderPlaced): Promise<OrderResult> {
    const saga = new Saga({ stopRequested: () => inbox.cancellation !== undefined, refusals: REFUSALS });
    try {
      await saga.step('inventory', {
        do: () => steps.reserveInventory({ order: placed }),
        undo: () => undo.releaseInventory({ order: placed }),
      });
      const { paymentId } = await saga.step('payment', {
        do: () => steps.chargePayment({ order: placed }),
        undo: () => undo.refundPayment({ order: placed }),
      });
      const { shipmentId } = await saga.step('shipment', {
        do: () => steps.createShipment({ order: placed }),
        undo: () => undo.cancelShipment({ order: placed }),
      });
      inbox.decide('confirmed');
      return await confirmed(placed, paymentId, shipmentId);
    } catch (error) {
      // A cancellation recorded while a step failed asks for the same undo: it is the better answer.
      if (inbox.cancellation && (error instanceof SagaStopped || error instanceof StepFailed)) {
        return cancelled(inbox.cancellation, saga);
      }
      if (error instanceof StepFailed) return failed(error, saga);
      throw error;
    }
  }

  /** Waits until the order is approved or cancelled, or the time is up; reminds the approver at half of it. */
  async function awaitApproval(placed: OrderPlaced): Promise<void> {
    const { approver, approvalWithinMs } = input;
    const deadline = Date.now() + approvalWithinMs;
    const decided = () => inbox.cancellation !== undefined || inbox.approval !== undefined;
    if (approver) {
      if (await condition(decided, approvalWithinMs / 2)) return;
      await attempt('approval reminder', () => once.sendApprovalReminder({ order: placed, to: approver }));
    }
    await condition(decided, Math.max(0, deadline - Date.now()));
  }

  async function confirmed(placed: OrderPlaced, paymentId: string, shipmentId: string): Promise<OrderResult> {
    const decision = decideNow();
    const emailSent = await attempt('confirmation', () => steps.sendConfirmation({ order: placed }));
    const confirmedAt = decision.at;
    await publishDecided(decision, 'OrderConfirmed', {
      orderId,
      paymentId,
      shipmentId,
      confirmedAt,
      emailSent,
    });
    return status.end('confirmed');
  }

  async function cancelled({ requestedBy, reason }: OrderCancellationRequested, saga = new Saga()) {
    inbox.decide('cancelled');
    const decision = decideNow();
    const undone = await saga.compensate();
    await publishDecided(decision, 'OrderCancelled', { orderId, requestedBy, reason, ...undone });
    return status.end('cancelled');
  }

  async function expired(): Promise<OrderResult> {
    inbox.decide('expired');
    await publish('OrderExpired', { orderId, expiredAt: Date.now() });
    return status.end('expired');
  }

  async function failed({ step, reason }: StepFailed, saga: Saga): Promise<OrderResult> {
    inbox.decide('failed');
    const decision = decideNow();
    const undone = await saga.compensate();
    await publishDecided(decision, 'OrderFailed', { orderId, step, reason, ...undone });
    return status.end('failed', reason);
  }

  /** The order never came, so there is no outcome; events that came for it are refused. */
  async function neverPlaced(): Promise<OrderResult> {
    inbox.decide('neverPlaced');
    return status.end('expired', 'order-never-placed');
  }
}

/** Tries something that the order does not depend on: a failure only warns. */
async function attempt(what: string, run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn(`${what} could not be sent`);
    return false;
  }
}
