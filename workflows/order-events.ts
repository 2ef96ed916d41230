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

/** Handlers only record, so that every decision is taken in one place, from all that is known by then. */
export function receiveOrderEvents({ orderId, placed: order }: OrderInput): OrderInbox {
  const inbox = new OrderInbox();
  if (order) inbox.receivePlaced(order);
  setHandler(placed, (event, replyTo) => inbox.receivePlaced(event, replyTo));
  setHandler(approve, (event) => inbox.receiveApproval(event));
  setHandler(cancel, (event) => inbox.receiveCancellation(event));
  // Temporal's own cancel means the same as the business's.
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
 * Runs an order to its end, whatever is cancelled, and answers all that was asked of it: refused events as they come,
 * those who want to know how it ended as soon as it has, and nobody is left without an answer.
 */
export function whileAnswering(
  orderId: string,
  inbox: OrderInbox,
  run: () => Promise<OrderResult>,
): Promise<OrderResult> {
  return CancellationScope.nonCancellable(async () => {
    let over = false;
    const ending = run().finally(() => (over = true));

    for (let answered = 0, told = 0; ;) {
      await condition(() => inbox.refusals.length > answered || over);
      const refusal = inbox.refusals[answered];
      const enquiry = inbox.enquiries[told];
      if (refusal) {
        const occurrence = `refusal-${(answered += 1)}-${refusal.event}-${refusal.reason}`;
        await publish('OrderEventRefused', { orderId, ...refusal }, occurrence);
      } else if (enquiry) {
        await tell(enquiry, await ending);
        told += 1;
      } else return ending;
    }
  });
}

/** What was refused has not become this order, however well this order went. */
async function tell({ replyTo, refused }: Enquiry, result: OrderResult): Promise<void> {
  const { orderId } = result;
  const answer: BatchedOrderResult =
    refused === undefined ? result : { orderId, status: 'refused', reason: refused };
  if (await signalIfOpen(replyTo, orderEnded, answer)) return;
  log.warn('a workflow that wanted to know how this order ended is closed');
}
