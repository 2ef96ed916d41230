import { CancellationScope, condition, log, setHandler } from '@temporalio/workflow';
import {
  approve,
  cancel,
  orderEnded,
  placed,
  type BatchedOrderResult,
  type OrderInput,
  type OrderResult,
} from './messages.ts';
import { OrderInbox, type Enquiry } from './order-inbox.ts';
import { publish } from './outcomes.ts';
import { signalIfOpen } from './signal-if-open.ts';

/** Handlers only record, so that one place makes every decision from everything received so far. */
export function receiveOrderEvents({ orderId, placed: order }: OrderInput): OrderInbox {
  const inbox = new OrderInbox();
  if (order) inbox.receivePlaced(order);
  setHandler(placed, (event, replyTo) => inbox.receivePlaced(event, replyTo));
  setHandler(approve, (event) => inbox.receiveApproval(event));
  setHandler(cancel, (event) => inbox.receiveCancellation(event));
  // Temporal's cancel means the same as a cancellation event.
  CancellationScope.current().cancelRequested.catch(() =>
    inbox.receiveCancellation({
      orderId,
      requestedBy: 'temporal',
      reason: 'workflow cancelled',
      requestedAt: Date.now(),
    }),
  );
  return inbox;
}

/**
 * Runs an order to its end, even if it is cancelled, and answers every request: refused events as they come, and
 * requests for the result as soon as there is one.
 */
export function whileAnswering(
  orderId: string,
  inbox: OrderInbox,
  run: () => Promise<OrderResult>,
): Promise<OrderResult> {
  return CancellationScope.nonCancellable(async () => {
    let over = false;
    const ending = run().finally(() => (over = true));

    for (let answered = 0, reported = 0; ;) {
      await condition(() => inbox.refusals.length > answered || over);
      const refusal = inbox.refusals[answered];
      const enquiry = inbox.enquiries[reported];
      if (refusal) {
        const occurrence = `refusal-${(answered += 1)}-${refusal.event}-${refusal.reason}`;
        await publish('OrderEventRefused', { orderId, ...refusal }, occurrence);
      } else if (enquiry) {
        await report(enquiry, await ending);
        reported += 1;
      } else return ending;
    }
  });
}

/** A refused order is not this order, even if this order succeeded. */
async function report({ replyTo, refused }: Enquiry, result: OrderResult): Promise<void> {
  const { orderId } = result;
  const answer: BatchedOrderResult =
    refused === undefined ? result : { orderId, status: 'refused', reason: refused };
  if (await signalIfOpen(replyTo, orderEnded, answer)) return;
  log.warn('the workflow that asked for the result of this order is closed');
}
