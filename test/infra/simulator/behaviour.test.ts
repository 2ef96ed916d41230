import { describe, expect, it } from '@jest/globals';
import {
  addressIn,
  ledgerOf,
  openSimulator,
  payment,
  post,
  reopen,
  reservation,
  shipment,
  untilAttempted,
} from './open-simulator.ts';

const items = (sku: string) => ({ items: [{ sku, quantity: 1 }] });

describe('the simulated services', () => {
  it('do what they are asked to, and write it down', async () => {
    const simulator = await openSimulator();
    const reserved = await post(simulator, '/inventory/reservations', reservation(), 'a');
    const charged = await post(simulator, '/payments', payment(), 'b');
    const shipped = await post(simulator, '/shipments', shipment(), 'c');

    expect([reserved.status, charged.status, shipped.status]).toEqual([201, 201, 201]);
    expect(await ledgerOf(simulator)).toMatchObject({
      reserved: [
        {
          orderId: '1',
          reservationId: reserved.body['reservationId'],
          items: [{ sku: 'BOOK-1', quantity: 2 }],
        },
      ],
      charged: [{ orderId: '1', paymentId: charged.body['paymentId'], amountMinor: 1_999, currency: 'EUR' }],
      shipped: [{ orderId: '1', shipmentId: shipped.body['shipmentId'] }],
      totals: { reserved: 1, charged: 1, shipped: 1, refunded: 0, chargedMinor: { EUR: 1_999 } },
    });
  });

  it.each([
    [
      'sku OUT-* is out of stock',
      '/inventory/reservations',
      reservation(items('OUT-1')),
      409,
      'out-of-stock',
    ],
    [
      'customer declined-* has no credit',
      '/payments',
      payment({ customerId: 'declined-1' }),
      402,
      'card-declined',
    ],
    [
      'country AQ is out of reach',
      '/shipments',
      shipment({ address: addressIn('AQ') }),
      422,
      'undeliverable',
    ],
  ])('refuse: %s', async (_, path, body, status, error) => {
    const simulator = await openSimulator();
    expect(await post(simulator, path, body, 'a')).toEqual({ status, body: { error } });
    const { totals } = await ledgerOf(simulator);
    expect([totals.reserved, totals.charged, totals.shipped]).toEqual([0, 0, 0]);
  });

  it('reserve sku STUCK-* but never release it', async () => {
    const simulator = await openSimulator();
    expect(
      (await post(simulator, '/inventory/reservations', reservation(items('STUCK-1')), 'a')).status,
    ).toBe(201);
    expect(await post(simulator, '/inventory/releases', { orderId: '1' }, 'b')).toEqual({
      status: 409,
      body: { error: 'cannot-release' },
    });
    expect((await ledgerOf(simulator)).totals.released).toBe(0);
  });

  it('are down for the first two payments of each order of flaky-*, and then charge once', async () => {
    const simulator = await openSimulator();
    for (const orderId of ['1', '2']) {
      const pay = () => post(simulator, '/payments', payment({ orderId, customerId: 'flaky-1' }), orderId);
      const statuses = [
        (await pay()).status,
        (await pay()).status,
        (await pay()).status,
        (await pay()).status,
      ];
      expect(statuses).toEqual([503, 503, 201, 201]);
    }
    const { totals, attempts } = await ledgerOf(simulator);
    expect(totals.charged).toBe(2);
    expect(attempts).toEqual({ 1: { charge: 4 }, 2: { charge: 4 } });
  });

  it('count the failures of flaky-* across a restart', async () => {
    const first = await openSimulator();
    await post(first, '/payments', payment({ customerId: 'flaky-1' }), 'a');
    const second = await reopen(first);
    const pay = () => post(second, '/payments', payment({ customerId: 'flaky-1' }), 'a');
    expect([(await pay()).status, (await pay()).status]).toEqual([503, 201]);
  });

  it.each([
    ['/inventory/reservations', reservation({ customerId: 'slow-1' }), 'reserve'],
    ['/payments', payment({ customerId: 'slow-1' }), 'charge'],
    ['/shipments', shipment({ customerId: 'slow-1' }), 'ship'],
  ])(
    'take their time for slow-*, and do nothing when they end meanwhile: %s',
    async (path, body, operation) => {
      const simulator = await openSimulator({ slowMs: 2 ** 30 });
      const reply = post(simulator, path, body, 'a');
      await untilAttempted(simulator, operation);
      const restarted = reopen(simulator);
      expect((await reply).status).toBe(503);

      const { totals } = await ledgerOf(await restarted);
      expect([totals.reserved, totals.charged, totals.shipped]).toEqual([0, 0, 0]);
    },
  );
});

describe('a bad request', () => {
  it.each([
    ['an amount with a fraction', '/payments', payment({ amountMinor: 1.5 }), ['amountMinor']],
    ['an amount below zero', '/payments', payment({ amountMinor: -1 }), ['amountMinor']],
    ['a currency in words', '/payments', payment({ currency: 'secret' }), ['currency']],
    ['no items', '/inventory/reservations', reservation({ items: [] }), ['items']],
    [
      'no pieces',
      '/inventory/reservations',
      reservation({ items: [{ sku: 'secret', quantity: 0 }] }),
      ['items.0.quantity'],
    ],
    ['no address', '/shipments', shipment({ address: 'secret' }), ['address']],
    ['no order', '/payments/refunds', {}, ['orderId']],
  ])('is answered with the names of its fields and nothing of them: %s', async (_, path, body, fields) => {
    const simulator = await openSimulator();
    expect(await post(simulator, path, body, 'a')).toEqual({
      status: 400,
      body: { error: 'bad-request', fields },
    });
    expect((await ledgerOf(simulator)).attempts).toEqual({});
  });

  it.each([undefined, ''])('is one without Idempotency-Key: %p', async (key) => {
    const simulator = await openSimulator();
    expect(await post(simulator, '/payments', payment(), key)).toEqual({
      status: 400,
      body: { error: 'bad-request', fields: ['Idempotency-Key'] },
    });
  });

  it('that is no JSON is not repeated either', async () => {
    const { url } = await openSimulator();
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'a' };
    const response = await fetch(`${url}/payments`, { method: 'POST', headers, body: '{"secret' });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: 'bad-request' });
  });
});
