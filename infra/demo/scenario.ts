import type { OrderPlaced } from '../../schemas/generated/orders.ts';
import type { Expected } from './tally.ts';
import type { Actor } from './actor.ts';
import type { Counts } from './books.ts';

/** One story: what the upstream teams do, and what must follow. */
export interface Story {
  /** Short; the order's id ends with it. */
  readonly id: string;
  /** What happens, in words. */
  readonly title: string;
  /** Fields that differ from the typical order. */
  readonly order?: Partial<OrderPlaced>;
  readonly play: (actor: Actor) => Promise<void>;
  /** Outcomes and dead letters, in any order; topic and key are filled in. */
  readonly expect: readonly Omit<Expected, 'key'>[];
  /** Expected counts in the services' books; others must be 0. Default: all 0. */
  readonly books?: Counts;
}

const OUTCOMES = 'orders.outcomes';
const outcome = (type: string, value: Expected['value'] = {}) => ({ topic: OUTCOMES, type, value });
const confirmed = outcome('OrderConfirmed', { emailSent: true });
const DONE: Counts = { reserved: 1, charged: 1, shipped: 1, mailed: 1 };

/** How long orders of customers `hurried-*` wait for an approval; see `demoOrders`. */
export const HURRIED_WAIT_MS = 3_000;

const item = (sku: string) => [{ sku, quantity: 1, unitPriceMinor: 1_999 }];
const addressIn = (country: string) => ({
  name: 'Ada',
  line1: 'Main St 1',
  city: 'Base',
  postalCode: '1',
  country,
});

export const STORIES: readonly Story[] = [
  {
    id: 'approved',
    title: 'approved -> confirmed',
    async play(actor) {
      await actor.place();
      await actor.until('awaitingApproval');
      await actor.approve();
    },
    expect: [confirmed],
    books: DONE,
  },
  {
    id: 'no-approval',
    title: 'no approval needed -> confirmed',
    order: { requiresApproval: false },
    play: (actor) => actor.place(),
    expect: [confirmed],
    books: DONE,
  },
  {
    id: 'approved-early',
    title: 'approval before its order -> confirmed',
    async play(actor) {
      await actor.approve();
      await actor.until('awaitingOrder');
      await actor.place();
    },
    expect: [confirmed],
    books: DONE,
  },
  {
    id: 'cancelled',
    title: 'cancelled while waiting -> cancelled',
    async play(actor) {
      await actor.place();
      await actor.until('awaitingApproval');
      await actor.cancel();
    },
    expect: [outcome('OrderCancelled', { compensated: [], failedCompensations: [] })],
  },
  {
    id: 'cancelled-late',
    title: 'cancelled during a slow shipment -> cancelled, all undone',
    order: { customerId: 'slow-1', requiresApproval: false },
    async play(actor) {
      await actor.place();
      await actor.untilAsked('ship');
      await actor.cancel();
    },
    expect: [
      outcome('OrderCancelled', {
        compensated: ['shipment', 'payment', 'inventory'],
        failedCompensations: [],
      }),
    ],
    books: { reserved: 1, charged: 1, shipped: 1, cancelled: 1, refunded: 1, released: 1 },
  },
  {
    id: 'unanswered',
    title: 'no approval in time -> expired',
    order: { customerId: 'hurried-1' },
    play: (actor) => actor.place(),
    expect: [outcome('OrderExpired')],
  },
  {
    id: 'out-of-stock',
    title: 'out of stock -> failed at inventory',
    order: { items: item('OUT-1'), requiresApproval: false },
    play: (actor) => actor.place(),
    expect: [outcome('OrderFailed', { step: 'inventory', reason: 'OutOfStockError', compensated: [] })],
  },
  {
    id: 'declined',
    title: 'card declined -> failed at payment, inventory released',
    order: { customerId: 'declined-1', requiresApproval: false },
    play: (actor) => actor.place(),
    expect: [
      outcome('OrderFailed', { step: 'payment', reason: 'InvalidPaymentError', compensated: ['inventory'] }),
    ],
    books: { reserved: 1, released: 1 },
  },
  {
    id: 'undeliverable',
    title: 'undeliverable -> failed at shipment, refunded and released',
    order: { address: addressIn('AQ'), requiresApproval: false },
    play: (actor) => actor.place(),
    expect: [
      outcome('OrderFailed', {
        step: 'shipment',
        reason: 'UndeliverableError',
        compensated: ['payment', 'inventory'],
      }),
    ],
    books: { reserved: 1, charged: 1, refunded: 1, released: 1 },
  },
  {
    id: 'stuck',
    title: 'a compensation fails -> reported, the others done',
    order: { items: item('STUCK-1'), address: addressIn('AQ'), requiresApproval: false },
    play: (actor) => actor.place(),
    expect: [
      outcome('OrderFailed', {
        step: 'shipment',
        compensated: ['payment'],
        failedCompensations: ['inventory'],
      }),
    ],
    books: { reserved: 1, charged: 1, refunded: 1 },
  },
  {
    id: 'mail-down',
    title: 'mail server down -> confirmed with emailSent: false',
    order: { email: 'ada@down.example', requiresApproval: false },
    play: (actor) => actor.place(),
    expect: [outcome('OrderConfirmed', { emailSent: false })],
    books: { reserved: 1, charged: 1, shipped: 1 },
  },
  {
    id: 'flaky',
    title: 'payment flaky twice -> confirmed, charged once',
    order: { customerId: 'flaky-1', requiresApproval: false },
    play: (actor) => actor.place(),
    expect: [confirmed],
    books: DONE,
  },
  {
    id: 'repeated',
    title: 'placed twice, then with another body -> one charge, one refusal',
    async play(actor) {
      await actor.place();
      await actor.until('awaitingApproval');
      await actor.place();
      await actor.place({ currency: 'USD' });
      await actor.untilSeen('OrderEventRefused');
      await actor.approve();
    },
    expect: [outcome('OrderEventRefused', { event: 'OrderPlaced', reason: 'order-differs' }), confirmed],
    books: DONE,
  },
  {
    id: 'garbage',
    title: 'a record that is not Avro -> dead letter',
    play: (actor) => actor.raw(Buffer.from('{"not": "Avro"}')),
    expect: [{ topic: 'orders.placed.dlq', type: null, reason: 'not-framed' }],
  },
  {
    id: 'cancelled-after',
    title: 'cancelled after confirmation -> dead letter late',
    order: { requiresApproval: false },
    async play(actor) {
      await actor.place();
      await actor.untilClosed();
      await actor.cancel();
    },
    expect: [
      confirmed,
      { topic: 'orders.cancellations.dlq', type: 'OrderCancellationRequested', reason: 'late' },
    ],
    books: DONE,
  },
];
