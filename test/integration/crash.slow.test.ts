import { expect, it } from '@jest/globals';
import { loadOrdersConfig } from '../../infra/orders/settings.ts';
import { eventually } from '../eventually.ts';
import { anOrder } from '../orders.ts';
import { produce, startKtb } from './ktb.ts';
import { watch } from './watch.ts';

const ORDERS = 200;

it('kill -9 in the middle of 200 orders: 200 outcomes under 200 ids, 200 charges', async () => {
  const run = `crash-${Date.now()}`;
  const ids = Array.from({ length: ORDERS }, (_, at) => `${run}-${at}`);
  const charges = async () => (await ledger()).charged.filter(({ orderId }) => orderId.startsWith(run));
  const outcomes = await watch('orders.outcomes');

  const first = startKtb(['run']);
  await first.says('"msg":"ready"');
  await produce(
    'orders.placed',
    'OrderPlaced',
    ids.map((orderId) => anOrder({ orderId, requiresApproval: false })),
  );
  await eventually(async () => (await charges()).length > ORDERS / 10);
  expect(await first.kill('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
  expect((await charges()).length).toBeLessThan(ORDERS);

  const second = startKtb(['run']);
  await eventually(() => new Set(outcomes.of(...ids).map(({ key }) => key)).size === ORDERS);
  expect(await second.kill('SIGTERM')).toMatchObject({ code: 0 });
  await outcomes.stop();

  const seen = outcomes.of(...ids);
  expect(new Set(seen.map(({ type }) => type))).toEqual(new Set(['OrderConfirmed']));
  expect(new Set(seen.map(({ ceId }) => ceId)).size).toBe(ORDERS);
  expect(await charges()).toHaveLength(ORDERS);
});

async function ledger() {
  const answer = await fetch(`${loadOrdersConfig().services.url}/ledger`);
  return (await answer.json()) as { charged: { orderId: string }[] };
}
