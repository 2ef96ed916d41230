import { describe, expect, it } from '@jest/globals';
import { smtpMailer } from '../../activities/mail.ts';
import type { OrderActivities } from '../../activities/order-activities.ts';
import { httpServices } from '../../activities/order-services.ts';
import type { OrderPlaced } from '../../schemas/generated/orders.ts';
import { addressIn, ledgerOf, openSimulator, type OpenSimulator } from '../infra/simulator/open-simulator.ts';
import { activitiesOn, anOrder } from './orders.ts';

/** Each attempt runs in an environment of its own, as on a worker. */
function attemptsOn({ url, smtpPort }: OpenSimulator) {
  const services = httpServices({ baseUrl: url });
  return async (
    name: Exclude<keyof OrderActivities, 'sendApprovalReminder' | 'reportUnresolved'>,
    over: Partial<OrderPlaced> = {},
    runId?: string,
  ) => {
    const mailer = smtpMailer({ host: '127.0.0.1', port: smtpPort, from: 'orders@shop.example' });
    const { run } = activitiesOn({ ...services, mailer }, runId);
    try {
      return await run((activities): Promise<unknown> => activities[name]({ order: anOrder(over) }));
    } finally {
      mailer.close();
    }
  };
}

describe('the activities of an order', () => {
  it('reserve, charge the total, ship and confirm', async () => {
    const simulator = await openSimulator();
    const attempt = attemptsOn(simulator);
    const results = [
      await attempt('reserveInventory'),
      await attempt('chargePayment'),
      await attempt('createShipment'),
      await attempt('sendConfirmation'),
    ];

    const ledger = await ledgerOf(simulator, '1');
    const { reserved, charged, shipped, mailed } = ledger;
    expect(results).toEqual([
      { reservationId: reserved[0]?.reservationId },
      { paymentId: charged[0]?.paymentId },
      { shipmentId: shipped[0]?.shipmentId },
      undefined,
    ]);
    expect(charged).toMatchObject([{ amountMinor: 4_248, currency: 'EUR' }]);
    expect(mailed).toMatchObject([{ to: ['ada@home.example'], subject: 'Your order 1 is confirmed' }]);
    expect(ledger.totals).toMatchObject({ reserved: 1, released: 0, refunded: 0, cancelled: 0 });
  });

  it('undo each of it', async () => {
    const simulator = await openSimulator();
    const attempt = attemptsOn(simulator);
    for (const name of ['reserveInventory', 'chargePayment', 'createShipment'] as const) await attempt(name);
    for (const name of ['cancelShipment', 'refundPayment', 'releaseInventory'] as const) await attempt(name);
    const { totals } = await ledgerOf(simulator, '1');
    expect(totals).toMatchObject({ released: 1, refunded: 1, cancelled: 1, refundedMinor: { EUR: 4_248 } });
  });

  it('can be repeated, in another run of the workflow too: everything happens once', async () => {
    const simulator = await openSimulator();
    const attempt = attemptsOn(simulator);
    for (const name of ['reserveInventory', 'chargePayment', 'createShipment', 'sendConfirmation'] as const) {
      const first = await attempt(name);
      expect(await attempt(name)).toEqual(first);
      expect(await attempt(name, {}, 'run-2')).toEqual(first);
    }
    const { totals, attempts } = await ledgerOf(simulator);
    expect(totals).toMatchObject({ reserved: 1, charged: 1, shipped: 1, mailed: 1 });
    expect(attempts['1']).toEqual({ reserve: 3, charge: 3, ship: 3, mail: 3 });
  });

  it.each([
    ['reserveInventory', { items: [{ sku: 'OUT-1', quantity: 1, unitPriceMinor: 1 }] }, 'OutOfStockError'],
    ['chargePayment', { customerId: 'declined-1' }, 'InvalidPaymentError'],
    ['createShipment', { address: addressIn('AQ') }, 'UndeliverableError'],
    ['chargePayment', { currency: 'euro' }, 'BadRequestError'],
    [
      'chargePayment',
      { items: [{ sku: 'A', quantity: 2, unitPriceMinor: 2 ** 53 - 1 }] },
      'InvalidAmountError',
    ],
  ] as const)('%s fails without retry, with the reason as its type: %j', async (name, over, type) => {
    const attempt = attemptsOn(await openSimulator());
    await expect(attempt(name, over)).rejects.toMatchObject({
      name: 'ApplicationFailure',
      type,
      nonRetryable: true,
    });
  });

  it('report a refused undo', async () => {
    const attempt = attemptsOn(await openSimulator());
    await attempt('reserveInventory', { items: [{ sku: 'STUCK-1', quantity: 1, unitPriceMinor: 1 }] });
    await expect(attempt('releaseInventory')).rejects.toMatchObject({
      type: 'CompensationRefusedError',
      nonRetryable: true,
      message: 'inventory: release answered 409 cannot-release',
    });
  });

  it('charge once if payment is down twice', async () => {
    const simulator = await openSimulator();
    const attempt = attemptsOn(simulator);
    for (const _ of [1, 2]) {
      const failure = { type: 'ServiceUnavailableError', nonRetryable: false };
      await expect(attempt('chargePayment', { customerId: 'flaky-1' })).rejects.toMatchObject(failure);
    }
    await attempt('chargePayment', { customerId: 'flaky-1' });
    expect((await ledgerOf(simulator)).totals.charged).toBe(1);
  });

  it('remind the approver of the order', async () => {
    const simulator = await openSimulator();
    const mailer = smtpMailer({ host: '127.0.0.1', port: simulator.smtpPort, from: 'orders@shop.example' });
    const { run } = activitiesOn({ mailer });
    await run((activities) => activities.sendApprovalReminder({ order: anOrder(), to: 'boss@shop.example' }));
    mailer.close();
    expect((await ledgerOf(simulator)).mailed).toMatchObject([
      { orderId: '1', to: ['boss@shop.example'], subject: 'Order 1 waits for your approval' },
    ]);
  });
});
