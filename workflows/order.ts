import { condition, log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { OrderActivities } from '../activities/order-activities.ts';
import type { OrderCancellationRequested, OrderPlaced } from '../schemas/generated/orders.ts';
import { attempt } from './attempt.ts';
import { decideNow } from './bridge/decision.ts';
import { compensate } from './compensate.ts';
import { UNDO_WITHIN_MS, type OrderInput, type OrderResult } from './messages.ts';
import { OpenUndos } from './open-undos.ts';
import { receiveOrderEvents, whileAnswering } from './order-events.ts';
import { trackOrderStatus } from './order-status.ts';
import { publish, publishDecided } from './outcomes.ts';
import { NONE, STANDARD, UNLIMITED } from './retry-policies.ts';
import { Saga, SagaStopped, StepFailed } from './saga.ts';
import type { Undo } from './undo.ts';

const steps = proxyActivities<OrderActivities>(STANDARD);
/** A mailbox may show a repeated mail twice, and an approver can answer without a reminder. */
const once = proxyActivities<OrderActivities>(NONE);

/** Refusals by which a service says that it did nothing. */
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
  const { orderId, undoWithinMs = UNDO_WITHIN_MS } = input;
  const inbox = receiveOrderEvents(input);
  const undos = new OpenUndos();
  const status = trackOrderStatus(orderId, () => inbox.placed?.customerId, undos);
  const saga = new Saga({ stopRequested: () => inbox.cancellation !== undefined, refusals: REFUSALS });

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
    const { firstExecutionRunId: firstRunId } = workflowInfo();
    const about = { order: placed, firstRunId };
    try {
      await saga.step('inventory', {
        do: () => steps.reserveInventory(about),
        undo: undoBy('releaseInventory', orderId),
      });
      const { paymentId } = await saga.step('payment', {
        do: () => steps.chargePayment(about),
        undo: undoBy('refundPayment', orderId),
      });
      const { shipmentId } = await saga.step('shipment', {
        do: () => steps.createShipment(about),
        undo: undoBy('cancelShipment', orderId),
      });
      inbox.decide('confirmed');
      return await confirmed(placed, paymentId, shipmentId);
    } catch (error) {
      // A cancellation recorded while a step failed asks for the same undo: it is the better answer.
      if (inbox.cancellation && (error instanceof SagaStopped || error instanceof StepFailed)) {
        return cancelled(inbox.cancellation);
      }
      if (error instanceof StepFailed) return failed(error);
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
      if (!(await attempt(() => once.sendApprovalReminder({ order: placed, to: approver }))))
        log.warn('approval reminder could not be sent');
    }
    await condition(decided, Math.max(0, deadline - Date.now()));
  }

  async function confirmed(placed: OrderPlaced, paymentId: string, shipmentId: string): Promise<OrderResult> {
    const decision = decideNow();
    const emailSent = await attempt(() => steps.sendConfirmation({ order: placed }));
    if (!emailSent) log.warn('confirmation could not be sent');
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

  async function cancelled({ requestedBy, reason }: OrderCancellationRequested) {
    inbox.decide('cancelled');
    const decision = decideNow();
    const undone = await compensate(saga.steps, undoWithinMs, undos);
    await publishDecided(decision, 'OrderCancelled', { orderId, requestedBy, reason, ...undone });
    return status.end('cancelled');
  }

  async function expired(): Promise<OrderResult> {
    inbox.decide('expired');
    await publish('OrderExpired', { orderId, expiredAt: Date.now() });
    return status.end('expired');
  }

  async function failed({ step, reason }: StepFailed): Promise<OrderResult> {
    inbox.decide('failed');
    const decision = decideNow();
    const undone = await compensate(saga.steps, undoWithinMs, undos);
    await publishDecided(decision, 'OrderFailed', { orderId, step, reason, ...undone });
    return status.end('failed', reason);
  }

  /** The order never came, so there is no outcome; events that came for it are refused. */
  async function neverPlaced(): Promise<OrderResult> {
    inbox.decide('neverPlaced');
    return status.end('expired', 'order-never-placed');
  }
}

/** An undo needs only the order's id. Temporal retries it within the given time. */
const undoBy =
  (name: 'releaseInventory' | 'refundPayment' | 'cancelShipment', orderId: string): Undo =>
  (about, scheduleToCloseTimeout) =>
    proxyActivities<OrderActivities>({
      ...UNLIMITED,
      ...(scheduleToCloseTimeout && { scheduleToCloseTimeout }),
    })[name]({ order: { orderId }, ...about });
