import { describe, expect, it } from '@jest/globals';
import {
  addressIn,
  ledgerOf,
  openSimulator,
  payment,
  post,
  reopen,
  shipment,
  untilAttempted,
} from './open-simulator.ts';

describe('a request with an Idempotency-Key that was seen', () => {
  it('gets the same answer, and has no second effect', async () => {
    const simulator = await openSimulator();
    const pay = () => post(simulator, '/payments', payment(), 'a');
    const first = await pay();
    expect(first.status).toBe(201);
    expect(await pay()).toEqual(first);

    const { totals, attempts } = await ledgerOf(simulator);
    expect(totals.charged).toBe(1);
    expect(attempts).toEqual({ 1: { charge: 2 } });
  });

  it('gets the same answer after a restart', async () => {
    const simulator = await openSimulator();
    const first = await post(simulator, '/payments', payment(), 'a');
    const restarted = await reopen(simulator);
    expect(await post(restarted, '/payments', payment(), 'a')).toEqual(first);
    expect((await ledgerOf(restarted)).totals.charged).toBe(1);
  });

  it('gets the same refusal', async () => {
    const simulator = await openSimulator();
    const send = () => post(simulator, '/shipments', shipment({ address: addressIn('AQ') }), 'a');
    const first = await send();
    expect(first.status).toBe(422);
    expect(await send()).toEqual(first);
  });

  it('waits for the first one if that is still running', async () => {
    const simulator = await openSimulator({ slowMs: 50 });
    const pay = () => post(simulator, '/payments', payment({ customerId: 'slow-1' }), 'a');
    const [first, ...others] = await Promise.all([pay(), pay(), pay(), pay(), pay()]);
    expect(first?.status).toBe(201);
    for (const other of others) expect(other).toEqual(first);

    const { totals, attempts } = await ledgerOf(simulator);
    expect(totals.charged).toBe(1);
    expect(attempts).toEqual({ 1: { charge: 5 } });
  });

  it('is refused if it asks for something else', async () => {
    const simulator = await openSimulator();
    const reused = { status: 422, body: { error: 'idempotency-key-reused' } };
    await post(simulator, '/payments', payment(), 'a');
    expect(await post(simulator, '/payments', payment({ amountMinor: 1 }), 'a')).toEqual(reused);
    expect(await post(simulator, '/payments/refunds', { orderId: '1' }, 'a')).toEqual(reused);
    expect((await ledgerOf(simulator)).totals).toMatchObject({ charged: 1, refunded: 0 });
  });

  it('is refused if it asks for something else than the running one', async () => {
    const simulator = await openSimulator({ slowMs: 2 ** 30 });
    const first = post(simulator, '/payments', payment({ customerId: 'slow-1' }), 'a');
    await untilAttempted(simulator, 'charge');
    expect((await post(simulator, '/payments', payment({ customerId: 'slow-2' }), 'a')).status).toBe(422);
    await simulator.close();
    expect((await first).status).toBe(503);
  });

  it('does happen twice with two keys, so that a client that makes new keys is found out', async () => {
    const simulator = await openSimulator();
    await post(simulator, '/payments', payment(), 'a');
    await post(simulator, '/payments', payment(), 'b');
    expect((await ledgerOf(simulator)).totals.chargedMinor).toEqual({ EUR: 3_998 });
  });
});
