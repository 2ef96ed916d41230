import { describe, expect, it } from '@jest/globals';
import {
  ledgerOf,
  openSimulator,
  payment,
  post,
  reopen,
  reservation,
  shipment,
  untilAttempted,
} from './open-simulator.ts';

const STEPS = [
  ['/inventory/reservations', reservation, '/inventory/releases', 'reserved', 'released'],
  ['/payments', payment, '/payments/refunds', 'charged', 'refunded'],
  ['/shipments', shipment, '/shipments/cancellations', 'shipped', 'cancelled'],
] as const;

describe.each(STEPS)('the undoing of %s', (path, body, undoPath, account, undone) => {
  it('is written down once', async () => {
    const simulator = await openSimulator();
    await post(simulator, path, body(), 'do');
    const done = { status: 200, body: { [undone]: true, final: true } };
    expect(await post(simulator, undoPath, { orderId: '1' }, 'undo')).toEqual(done);
    expect(await post(simulator, undoPath, { orderId: '1' }, 'undo')).toEqual(done);
    expect(await post(simulator, undoPath, { orderId: '1' }, 'again')).toEqual(done);

    const ledger = await ledgerOf(simulator);
    const { at: _, ...entry } = ledger[account][0]!;
    expect(ledger[undone]).toEqual([{ ...entry, at: expect.any(String) }]);
  });

  it('leaves other orders alone', async () => {
    const simulator = await openSimulator();
    await post(simulator, path, body(), 'do');
    await post(simulator, undoPath, { orderId: '2' }, 'undo');
    expect((await ledgerOf(simulator)).totals).toMatchObject({ [account]: 1, [undone]: 0 });
  });

  it('succeeds if nothing was done, without an entry', async () => {
    const simulator = await openSimulator();
    const nothing = { status: 200, body: { [undone]: false, final: true } };
    expect(await post(simulator, undoPath, { orderId: '1' }, 'undo')).toEqual(nothing);
    expect((await ledgerOf(simulator))[undone]).toEqual([]);
  });

  it('keeps a request that comes late from happening, also after a restart', async () => {
    const simulator = await openSimulator();
    const tooLate = { status: 409, body: { error: 'already-undone' } };
    await post(simulator, undoPath, { orderId: '1' }, 'undo');
    expect(await post(simulator, path, body(), 'do')).toEqual(tooLate);
    const restarted = await reopen(simulator);
    expect(await post(restarted, path, body(), 'do-2')).toEqual(tooLate);
    expect((await ledgerOf(restarted))[account]).toEqual([]);
  });
});

describe('a refund', () => {
  it('keeps a slow payment that is still being worked on from happening', async () => {
    const simulator = await openSimulator({ slowMs: 1_000 });
    const slow = post(simulator, '/payments', payment({ customerId: 'slow-1' }), 'do');
    await untilAttempted(simulator, 'charge');
    const undoing = await post(simulator, '/payments/refunds', { orderId: '1' }, 'undo');

    expect(undoing.body).toEqual({ refunded: false, final: true });
    expect(await slow).toEqual({ status: 409, body: { error: 'already-undone' } });
    expect((await ledgerOf(simulator)).totals).toMatchObject({ charged: 0, refunded: 0 });
  });

  it('gives back every charge of the order, in its currency', async () => {
    const simulator = await openSimulator();
    await post(simulator, '/payments', payment(), 'a');
    await post(simulator, '/payments', payment({ amountMinor: 1, currency: 'USD' }), 'b');
    await post(simulator, '/payments', payment({ orderId: '2' }), 'c');
    await post(simulator, '/payments/refunds', { orderId: '1' }, 'd');
    expect((await ledgerOf(simulator)).totals).toMatchObject({
      chargedMinor: { EUR: 3_998, USD: 1 },
      refundedMinor: { EUR: 1_999, USD: 1 },
    });
  });
});
