import { CancellationScope, condition, setHandler } from '@temporalio/workflow';
import { approve, cancel, placed } from './messages.ts';
import { OrderInbox } from './order-inbox.ts';
import { publish } from './outcomes.ts';

/** Handlers only record, so that every decision is taken in one place, from all that is known by then. */
export function receiveOrderEvents(orderId: string): OrderInbox {
  const inbox = new OrderInbox();
  setHandler(placed, (event) => inbox.receivePlaced(event));
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

/** Runs an order to its end, whatever is cancelled, and answers refused events: as they come, and all before the end. */
export function whileAnsweringRefusals<T>(
  orderId: string,
  inbox: OrderInbox,
  run: () => Promise<T>,
): Promise<T> {
  return CancellationScope.nonCancellable(async () => {
    let ended = false;
    const ending = run().finally(() => (ended = true));

    for (let answered = 0; ; answered += 1) {
      await condition(() => inbox.refusals.length > answered || ended);
      const refusal = inbox.refusals[answered];
      if (!refusal) return ending;
      await publish('OrderEventRefused', { orderId, ...refusal }, `refusal-${answered + 1}`);
    }
  });
}
