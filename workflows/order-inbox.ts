import type { OrderApproved, OrderCancellationRequested, OrderPlaced } from '../schemas/generated/orders.ts';
import type { ReplyAddress } from './messages.ts';

type OrderEventName = 'OrderPlaced' | 'OrderApproved' | 'OrderCancellationRequested';

/** An event that was accepted but cannot be applied, and why. */
export interface Refusal {
  readonly event: OrderEventName;
  readonly reason: string;
}

/** A request to report the result of the order to the workflow that placed it. */
export interface Enquiry {
  readonly replyTo: ReplyAddress;
  /** Why the placed order is not this order; undefined if it is. */
  readonly refused: string | undefined;
}

/** How an order ended; `neverPlaced` if approvals or cancellations came but the order did not. */
type Ending = 'confirmed' | 'cancelled' | 'expired' | 'failed' | 'neverPlaced';

/**
 * The events that an order has received so far. Receiving only records them; the workflow decides, and events that it
 * can no longer apply stay in `refusals` until they are answered.
 */
export class OrderInbox {
  placed: OrderPlaced | undefined;
  approval: OrderApproved | undefined;
  cancellation: OrderCancellationRequested | undefined;
  readonly refusals: Refusal[] = [];
  readonly enquiries: Enquiry[] = [];
  #approvalApplied = false;
  #ending: Ending | undefined;

  /** The first one counts; an equal one is a duplicate, a different one is another order with the same id. */
  receivePlaced(event: OrderPlaced, replyTo?: ReplyAddress): void {
    const refused = this.#reasonAgainst(event);
    if (refused !== undefined) this.#refuse('OrderPlaced', refused);
    else this.placed ??= event;
    if (replyTo !== undefined) this.enquiries.push({ replyTo, refused });
  }

  receiveApproval(event: OrderApproved): void {
    if (this.#ending) this.#refuseApproval(this.#ending);
    else this.approval ??= event;
  }

  receiveCancellation(event: OrderCancellationRequested): void {
    if (this.#ending) this.#refuseCancellation(this.#ending);
    else this.cancellation ??= event;
  }

  /** Approved, or no approval needed: later approvals have no effect. */
  applyApproval(): void {
    this.#approvalApplied = true;
  }

  /** The order's end is decided: events that ask for something else, past or future, are refused. */
  decide(ending: Ending): void {
    this.#ending = ending;
    if (this.approval) this.#refuseApproval(ending);
    if (this.cancellation) this.#refuseCancellation(ending);
  }

  #reasonAgainst(event: OrderPlaced): string | undefined {
    if (this.#ending === 'neverPlaced') return 'order-placed-too-late';
    return this.placed && !isEqual(this.placed, event) ? 'order-differs' : undefined;
  }

  #refuseApproval(ending: Ending): void {
    if (!this.#approvalApplied) this.#refuse('OrderApproved', REASONS[ending]);
  }

  #refuseCancellation(ending: Ending): void {
    if (ending !== 'cancelled') this.#refuse('OrderCancellationRequested', REASONS[ending]);
  }

  #refuse(event: OrderEventName, reason: string): void {
    this.refusals.push({ event, reason });
  }
}

/** Frozen: subscribers read them in `OrderEventRefused.reason`. */
const REASONS: Record<Ending, string> = {
  confirmed: 'order-confirmed',
  cancelled: 'order-cancelled',
  expired: 'order-expired',
  failed: 'order-failed',
  neverPlaced: 'order-never-placed',
};

/** Both were decoded to the same reader schema, so their fields have the same order. */
const isEqual = (one: OrderPlaced, other: OrderPlaced) => JSON.stringify(one) === JSON.stringify(other);
