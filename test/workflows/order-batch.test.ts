import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import type { OrderPlaced } from '../../schemas/generated/orders.ts';
import { eventually } from '../eventually.ts';
import { ordersNamed, startBatchLab, type BatchLab } from './batch-lab.ts';

let lab: BatchLab;
beforeAll(async () => void (lab = await startBatchLab()));
afterAll(() => lab?.close());

interface StepInput {
  readonly order: OrderPlaced;
}
const neverOutOfStockBut =
  (orderId: string) =>
  async ({ order }: StepInput) => {
    if (order.orderId === orderId) throw ApplicationFailure.nonRetryable('none left', 'OutOfStockError');
    return { reservationId: 'reservation-1' };
  };

describe('each order is reported in its place, and leaves the others unharmed', () => {
  it('if one fails, and if one broke a rule and was never started', async () => {
    const [first, second, third] = ordersNamed('plain', 3);
    const results = await lab.play(
      [first!, { orderId: 'broken', refused: 'invalid: email: must be an e-mail address' }, second!, third!],
      { activities: { reserveInventory: neverOutOfStockBut(second!.orderId) } },
    );
    expect(results).toEqual([
      'confirmed',
      'refused: invalid: email: must be an e-mail address',
      'failed: OutOfStockError',
      'confirmed',
    ]);
    await expect(lab.handleOf('broken').describe()).rejects.toThrow('not found');
  });

  it('if one is not approved', async () => {
    const [waiting] = ordersNamed('waiting', 1, { requiresApproval: true });
    const results = await lab.play([waiting!, ...ordersNamed('not-waiting', 1)]);
    expect(results).toEqual(['expired', 'confirmed']);
  });
});

describe('an order that was there before its batch', () => {
  it('is joined if its approval came first, and reports its result to the batch', async () => {
    const [early, other] = ordersNamed('early', 2, { requiresApproval: true });
    await lab.approveFirst(early!.orderId);
    expect(await lab.play([early!, other!])).toEqual(['confirmed', 'expired']);
  });

  it('is refused if it differs from the one in the batch', async () => {
    const [theirs] = ordersNamed('theirs', 1, { requiresApproval: true });
    await lab.placeFirst(theirs!);
    expect(await lab.play([{ ...theirs!, currency: 'USD' }])).toEqual(['refused: order-differs']);
  });

  it('is joined if the batch repeats it', async () => {
    const [twice] = ordersNamed('twice', 1, { requiresApproval: true });
    await lab.placeFirst(twice!);
    expect(await lab.play([twice!])).toEqual(['expired']);
  });

  it('is reported as closed if it is', async () => {
    const [closed] = ordersNamed('closed', 1);
    expect(await lab.play([closed!])).toEqual(['confirmed']);
    expect(await lab.play([closed!, ...ordersNamed('open', 1)])).toEqual([
      'refused: order-closed',
      'confirmed',
    ]);
  });

  it('does not hold up its batch for ever if it is terminated and never answers', async () => {
    const [silent] = ordersNamed('silent', 1, { requiresApproval: true });
    await lab.placeFirst(silent!);
    const results = await lab.play([silent!], {
      meanwhile: async () => {
        await eventually(async () => (await lab.heardBy(silent!.orderId)) === 2);
        await lab.handleOf(silent!.orderId).terminate();
      },
    });
    expect(results).toEqual(['unknown: no-answer']);
  });
});

it('K11: an order for which no workflow can be started is reported, and holds up no other', async () => {
  const [nul, long, customer, good] = ordersNamed('unstorable', 4);
  const results = await lab.play([
    { ...nul!, orderId: 'nul\0y' },
    { ...long!, orderId: 'é'.repeat(125) },
    { ...customer!, customerId: 'x'.repeat(256) },
    good!,
  ]);
  expect(results).toEqual([
    'refused: invalid: orderId: must not contain NUL',
    'refused: invalid: orderId: must not exceed 255 bytes',
    'refused: invalid: customerId: must not exceed 255 characters',
    'confirmed',
  ]);
});

describe('parallelism', () => {
  it('50 orders are worked on at once, and never more', async () => {
    let working = 0;
    let most = 0;
    const full = Promise.withResolvers<void>();
    const results = await lab.play(ordersNamed('many', 60), {
      activities: {
        reserveInventory: async () => {
          most = Math.max(most, (working += 1));
          if (working === 50) full.resolve();
          await full.promise;
          return { reservationId: 'reservation-1' };
        },
        sendConfirmation: async () => void (working -= 1),
      },
    });
    expect(new Set(results)).toEqual(new Set(['confirmed']));
    expect(results).toHaveLength(60);
    expect(most).toBe(50);
  });

  it('orders that wait for their approval do not hold up others', async () => {
    const waiting = ordersNamed('patient', 55, { requiresApproval: true });
    const charged: string[] = [];
    const results = await lab.play([...waiting, ...ordersNamed('hasty', 1)], {
      activities: {
        chargePayment: async ({ order }: StepInput) => {
          charged.push(order.orderId);
          return { paymentId: 'payment-1' };
        },
      },
      meanwhile: async () => {
        await eventually(() => charged.length > 0);
        await lab.isAt(waiting[0]!.orderId, 'awaitingApproval');
      },
    });
    expect(charged).toEqual(['hasty-0']);
    expect(results).toEqual([...waiting.map(() => 'expired'), 'confirmed']);
  });
});
