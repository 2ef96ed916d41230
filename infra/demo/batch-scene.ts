import { OrderApproved, OrderBatchPlaced, type OrderPlaced } from '../../schemas/generated/orders.ts';
import { Actor } from './actor.ts';
import { TYPICAL } from './order-scene.ts';
import type { SceneMaker } from './scene.ts';

const SIZE = 20;
/** This order is invalid. */
const BAD = 7;
/** The approval of this order comes before the batch, so its workflow already waits for the order. */
const OPEN = 12;

/** Twenty orders at once, one of them invalid and one already open. */
export const batchScene: SceneMaker = (run) => {
  const batchId = `${run}-batch`;
  const orders = Array.from({ length: SIZE }, (_, at): OrderPlaced => ({
    ...TYPICAL,
    orderId: `${batchId}-${String(at).padStart(2, '0')}`,
    email: at === BAD ? 'no-address' : TYPICAL.email,
    requiresApproval: at === OPEN,
    placedAt: Date.now(),
  }));
  const good = orders.filter((_, at) => at !== BAD);
  const results = orders.map(({ orderId }, at) =>
    at === BAD
      ? { orderId, status: 'refused', reason: 'invalid: email: must be an e-mail address' }
      : { orderId, status: 'confirmed', reason: null },
  );

  return {
    key: batchId,
    title: `batch of ${SIZE}, one invalid, one open -> ${good.length} confirmed, one refused`,
    expected: [
      ...good.map(({ orderId }) => ({ topic: 'orders.outcomes', key: orderId, type: 'OrderConfirmed' })),
      { topic: 'orders.outcomes', key: batchId, type: 'OrderBatchCompleted', value: { results } },
    ],
    async play(stage) {
      const { orderId } = orders[OPEN]!;
      await stage.write('orders.approvals', OrderApproved, {
        orderId,
        approvedBy: 'kim',
        approvedAt: Date.now(),
      });
      stage.onSent(batchId, 'approved');
      await new Actor(stage, orders[OPEN]!).until('awaitingOrder');
      await stage.write('orders.batches', OrderBatchPlaced, { batchId, orders });
      stage.onSent(batchId, 'batch');
    },
  };
};
