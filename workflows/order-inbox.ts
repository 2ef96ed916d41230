import type { OrderApproved, OrderCancellationRequested, OrderPlaced } from '../schemas/generated/orders.ts';
import type { ReplyAddress } from './messages.ts';

type OrderEventName = 'OrderPlaced' | 'OrderApproved' | 'OrderCancellationRequested';

/** An event that was accepted but cannot be applied, and why. */
export interface Refusal {
  readonly event: OrderEventName;
  readonly reason: string;
}

/** Somebody who placed the order and wants to be told how it ended. */
export interface Enquiry {
  readonly replyTo: ReplyAddress;
  /** Why what they placed is not this order; undefined where it is. */
  readonly refused: string | undefined;
}

/** How an order ended; `neverPlaced` where approvals or cancellations came for an order that did not. */
type Ending = 'confirmed' | 'cancelled' | 'expired' | 'failed' | 'neverPlaced';

/**
 * What an order has been told so far. Receiving only records; the workflow decides from what is recorded, and what
 * it can no longer apply lies in `refusals` until it is answered.
 */
export class OrderInbox {
  placed: OrderPlaced | undefined;
  approval: OrderApproved | undefined;
  cancellation: OrderCancellationRequested | undefined;
  readonly refusals: Refusal[] = [];
  readonly enquiries: Enquiry[] = [];
  #approvalApplied = false;
  #ending: Ending | undefined;

  /** The first counts; an equal one is a repetition, a different one is somebody else's claim to the same id. */
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

  /** Approved, or no approval needed: later approvals have nothing left to ask for. */
  applyApproval(): void {
    this.#approvalApplied = true;
  }

  /** The order's end is decided: recorded and coming events that ask for something else are refused. */
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

/** Both sides were decoded to the same reader schema, so their fields stand in the same order. */
const isEqual = (one: OrderPlaced, other: OrderPlaced) => JSON.stringify(one) === JSON.stringify(other);
