import { expect, it } from '@jest/globals';
import type { SeenRecord } from '../../../infra/kafka/read-topics.ts';
import { SeenRecords } from '../../../infra/testing/seen-records.ts';
import { OrderConfirmed, OrderFailed } from '../../../schemas/generated/orders.ts';

const AT = { partition: 0, offset: '0', timestamp: null };
const outcome = (key: string, type: string, ceId = `id of ${type}`): SeenRecord => ({
  ...AT,
  ...{ topic: 'orders.outcomes', type, key, ceId, reason: null },
  ...{ value: { orderId: key }, headers: { ce_id: ceId } },
});
const letter = (key: string): SeenRecord => ({
  ...AT,
  ...{ topic: 'orders.placed.dlq', type: null, key, ceId: null, reason: 'not-framed', value: null },
  headers: { '__connect.errors.exception.message': 'no schema id' },
});

it('gives an outcome that came before it was asked for, and one that comes after', async () => {
  const seen = new SeenRecords();
  seen.see(outcome('o-1', 'OrderConfirmed'));
  expect(await seen.awaitOutcome(OrderConfirmed, 'o-1', 1_000)).toMatchObject({ id: 'id of OrderConfirmed' });
  const asked = seen.awaitOutcome(OrderConfirmed, 'o-2', 1_000);
  seen.see(outcome('o-2', 'OrderFailed'));
  seen.see(outcome('o-2', 'OrderConfirmed'));
  expect(await asked).toMatchObject({ key: 'o-2', type: 'OrderConfirmed', value: { orderId: 'o-2' } });
});

it('names what came instead if an outcome does not come in time', async () => {
  const seen = new SeenRecords();
  await expect(seen.awaitOutcome(OrderFailed, 'o-1', 10)).rejects.toThrow(
    'no OrderFailed of o-1 within 10 ms; nothing came of that key',
  );
  seen.see(outcome('o-1', 'OrderConfirmed'));
  seen.see(letter('o-1'));
  await expect(seen.awaitOutcome(OrderFailed, 'o-1', 10)).rejects.toThrow(
    'no OrderFailed of o-1 within 10 ms; what came of that key: OrderConfirmed on orders.outcomes, ' +
      'a dead letter on orders.placed.dlq (not-framed: no schema id)',
  );
});

it('ends every wait at once if the bridge fails, and keeps what came before', async () => {
  const seen = new SeenRecords();
  seen.see(outcome('o-1', 'OrderConfirmed'));
  const asked = seen.awaitOutcome(OrderFailed, 'o-1', 60_000);
  seen.fail(new Error('the consumer stopped'));
  await expect(asked).rejects.toThrow('the consumer stopped');
  await expect(seen.awaitOutcome(OrderFailed, 'o-1', 60_000)).rejects.toThrow('the consumer stopped');
  expect(await seen.awaitOutcome(OrderConfirmed, 'o-1', 60_000)).toMatchObject({ key: 'o-1' });
});

it('keeps dead letters apart from outcomes, each with its reason', () => {
  const seen = new SeenRecords();
  seen.see(letter('o-1'));
  expect(seen.outcomesOf('o-1')).toEqual([]);
  expect(seen.deadLettersOn('orders.placed.dlq')).toMatchObject([
    { key: 'o-1', reason: 'not-framed', message: 'no schema id' },
  ]);
  expect(seen.deadLettersOn('orders.approvals.dlq')).toEqual([]);
});
