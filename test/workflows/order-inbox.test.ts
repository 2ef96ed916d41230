import { describe, expect, it } from '@jest/globals';
import { OrderInbox } from '../../workflows/order-inbox.ts';
import { anOrder } from '../orders.ts';

const approval = { orderId: 'o-1', approvedBy: 'kim', approvedAt: 1 };
const cancellation = { orderId: 'o-1', requestedBy: 'ada', reason: 'changed my mind', requestedAt: 1 };

describe('the order', () => {
  it('is the first that was placed; an equal one is only a repetition', () => {
    const inbox = new OrderInbox();
    inbox.receivePlaced(anOrder());
    inbox.receivePlaced(anOrder());
    expect([inbox.placed, inbox.refusals]).toEqual([anOrder(), []]);
  });

  it('is not changed by a different one, which is refused', () => {
    const inbox = new OrderInbox();
    inbox.receivePlaced(anOrder());
    inbox.receivePlaced(anOrder({ currency: 'USD' }));
    expect(inbox.placed).toEqual(anOrder());
    expect(inbox.refusals).toEqual([{ event: 'OrderPlaced', reason: 'order-differs' }]);
  });
});

describe('a workflow that asks for the result of its order', () => {
  it('gets it for the first request and for a repetition', () => {
    const inbox = new OrderInbox();
    inbox.receivePlaced(anOrder(), 'batch-1');
    inbox.receivePlaced(anOrder(), 'batch-2');
    inbox.receivePlaced(anOrder());
    expect(inbox.enquiries).toEqual([
      { replyTo: 'batch-1', refused: undefined },
      { replyTo: 'batch-2', refused: undefined },
    ]);
  });

  it('gets a refusal if its order differs', () => {
    const inbox = new OrderInbox();
    inbox.receivePlaced(anOrder());
    inbox.receivePlaced(anOrder({ currency: 'USD' }), 'batch-1');
    expect(inbox.enquiries).toEqual([{ replyTo: 'batch-1', refused: 'order-differs' }]);
  });
});

/** What is refused when an approval and a cancellation come before, or after, the order's end is decided. */
describe.each([
  ['confirmed', true, ['OrderCancellationRequested']],
  ['cancelled', true, []],
  ['cancelled', false, ['OrderApproved']],
  ['expired', false, ['OrderApproved', 'OrderCancellationRequested']],
  ['failed', true, ['OrderCancellationRequested']],
  ['neverPlaced', false, ['OrderApproved', 'OrderCancellationRequested']],
] as const)('an order that is %s, with its approval applied: %s', (ending, applied, refused) => {
  const refusals = (receiveBefore: boolean) => {
    const inbox = new OrderInbox();
    const receive = () => {
      inbox.receiveApproval(approval);
      inbox.receiveCancellation(cancellation);
    };
    if (receiveBefore) receive();
    if (applied) inbox.applyApproval();
    inbox.decide(ending);
    if (!receiveBefore) receive();
    return inbox.refusals.map(({ event }) => event);
  };

  it('answers what was recorded before', () => {
    expect(refusals(true)).toEqual(refused);
  });

  it('answers what comes after', () => {
    expect(refusals(false)).toEqual(refused);
  });
});

it('an order that comes after its absence was decided is refused', () => {
  const inbox = new OrderInbox();
  inbox.decide('neverPlaced');
  inbox.receivePlaced(anOrder());
  expect(inbox.refusals).toEqual([{ event: 'OrderPlaced', reason: 'order-placed-too-late' }]);
});
