import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { anOrder } from '../orders.ts';
import { startOrderLab, type OrderLab } from './order-lab.ts';

/** Days pass in seconds here: the server skips the time in which nothing happens. */
let lab: OrderLab;
beforeAll(async () => void (lab = await startOrderLab()));
afterAll(() => lab?.close());

const approval = { orderId: 'o-1', approvedBy: 'kim', approvedAt: 1 };
const cancellation = { orderId: 'o-1', requestedBy: 'ada', reason: 'changed my mind', requestedAt: 1 };
const inventoryDown = () =>
  Promise.reject(ApplicationFailure.retryable('no answer', 'ServiceUnavailableError'));

describe('waiting', () => {
  it('an order without approval expires after 24 hours', async () => {
    const { outcomes, elapsedHours } = await lab.play(({ placed }) => placed());
    expect(outcomes).toMatchObject([['OrderExpired', {}]]);
    expect(Math.round(elapsedHours)).toBe(24);
  });

  it('an approval whose order never comes is refused after 7 days, and there is no outcome', async () => {
    const { outcomes, elapsedHours, status } = await lab.play(({ approve }) => approve(approval));
    expect(outcomes).toMatchObject([
      ['OrderEventRefused', { event: 'OrderApproved', reason: 'order-never-placed' }],
    ]);
    expect(Math.round(elapsedHours)).toBe(7 * 24);
    expect(status).toBe('expired');
  });

  it('the approver is reminded at half of the wait, and can still approve', async () => {
    const { outcomes, calls } = await lab.play(
      async ({ placed, approve, hoursPass }) => {
        await placed();
        await hoursPass(13);
        await approve(approval);
      },
      { approver: 'boss@shop.example' },
    );
    expect(calls).toContain('sendApprovalReminder');
    expect(outcomes).toMatchObject([['OrderConfirmed', {}]]);
  });

  it('a cancellation that comes before its order waits for it', async () => {
    const { outcomes, calls } = await lab.play(async ({ cancel, placed }) => {
      await cancel(cancellation);
      await placed();
    });
    expect(outcomes).toMatchObject([['OrderCancelled', { compensated: [], requestedBy: 'ada' }]]);
    expect(calls).toEqual([]);
  });

  it('a cancellation counts before an approval that came earlier', async () => {
    const { outcomes } = await lab.play(async ({ approve, cancel, placed }) => {
      await approve(approval);
      await cancel(cancellation);
      await placed();
    });
    expect(outcomes.map(([name]) => name).sort()).toEqual(['OrderCancelled', 'OrderEventRefused']);
  });
});

describe('fulfilling', () => {
  const noApproval = anOrder({ requiresApproval: false });

  it('reserves, charges, ships and confirms, in that order', async () => {
    const { calls, outcomes, status } = await lab.play(({ placed }) => placed(noApproval));
    expect(calls).toEqual(['reserveInventory', 'chargePayment', 'createShipment', 'sendConfirmation']);
    expect(outcomes).toMatchObject([
      ['OrderConfirmed', { paymentId: 'payment-1', shipmentId: 'shipment-1', emailSent: true }],
    ]);
    expect(status).toBe('confirmed');
  });

  it('gives up a step after three attempts, and undoes it too, for it may have happened', async () => {
    const { calls, outcomes } = await lab.play(
      ({ placed }) => placed(noApproval),
      {},
      { reserveInventory: inventoryDown },
    );
    expect(calls).toEqual(['reserveInventory', 'reserveInventory', 'reserveInventory', 'releaseInventory']);
    expect(outcomes).toMatchObject([
      ['OrderFailed', { step: 'inventory', reason: 'ServiceUnavailableError', compensated: ['inventory'] }],
    ]);
  });

  it('attempts a compensation for longer than a step, until the service is back', async () => {
    let attempts = 0;
    const { outcomes } = await lab.play(
      ({ placed }) => placed(noApproval),
      {},
      {
        chargePayment: inventoryDown,
        releaseInventory: async () => {
          attempts += 1;
          if (attempts < 4) await inventoryDown();
          return { undone: true, final: false };
        },
      },
    );
    expect(attempts).toBe(4);
    expect(outcomes).toMatchObject([
      ['OrderFailed', { compensated: ['payment', 'inventory'], failedCompensations: [] }],
    ]);
  });

  it('a confirmation that cannot be sent only warns', async () => {
    const { outcomes } = await lab.play(
      ({ placed }) => placed(noApproval),
      {},
      { sendConfirmation: inventoryDown },
    );
    expect(outcomes).toMatchObject([['OrderConfirmed', { emailSent: false }]]);
  });

  it("a cancellation in the middle undoes what was done; Temporal's own cancel means the same", async () => {
    for (const stop of ['signal', 'temporal'] as const) {
      const shipping = Promise.withResolvers<void>();
      const { outcomes } = await lab.play(
        async ({ placed, cancel, cancelWorkflow, called }) => {
          await placed(noApproval);
          await called('createShipment');
          await (stop === 'signal' ? cancel(cancellation) : cancelWorkflow());
          shipping.resolve();
        },
        {},
        {
          createShipment: async () => {
            await shipping.promise;
            return { shipmentId: 'shipment-1' };
          },
        },
      );
      expect(outcomes).toMatchObject([
        [
          'OrderCancelled',
          {
            compensated: ['shipment', 'payment', 'inventory'],
            requestedBy: stop === 'signal' ? 'ada' : 'temporal',
          },
        ],
      ]);
    }
  });

  it('a cancellation after the point of no return is refused, before the order ends', async () => {
    const mailing = Promise.withResolvers<void>();
    const { outcomes } = await lab.play(
      async ({ placed, cancel, called }) => {
        await placed(noApproval);
        await called('sendConfirmation');
        await cancel(cancellation);
        mailing.resolve();
      },
      {},
      { sendConfirmation: () => mailing.promise },
    );
    expect(outcomes.map(([name]) => name).sort()).toEqual(['OrderConfirmed', 'OrderEventRefused']);
  });
});
