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
  ['/inventory/reservations', reservation, '/inventory/releases', 'reserved', 'released', 'reserve'],
  ['/payments', payment, '/payments/refunds', 'charged', 'refunded', 'charge'],
  ['/shipments', shipment, '/shipments/cancellations', 'shipped', 'cancelled', 'ship'],
] as const;

describe.each(STEPS)('the undoing of %s', (path, body, undoPath, account, undone, operation) => {
  it('is written down once', async () => {
    const simulator = await openSimulator();
    await post(simulator, path, body(), 'do');
    const done = { status: 200, body: { [undone]: true } };
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

  it('is fine where nothing happened, and is no entry', async () => {
    const simulator = await openSimulator();
    const nothing = { status: 200, body: { [undone]: false } };
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

  it('keeps a slow request that is still being worked on from happening', async () => {
    const simulator = await openSimulator({ slowMs: 200 });
    const slow = post(simulator, path, body({ customerId: 'slow-1' }), 'do');
    await untilAttempted(simulator, operation);
    const undoing = await post(simulator, undoPath, { orderId: '1' }, 'undo');

    expect(undoing.body).toEqual({ [undone]: false });
    expect(await slow).toEqual({ status: 409, body: { error: 'already-undone' } });
    expect((await ledgerOf(simulator)).totals).toMatchObject({ [account]: 0, [undone]: 0 });
  });
});

describe('a refund', () => {
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
