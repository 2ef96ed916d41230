import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import type { OrderBatchCompleted } from '../../schemas/generated/orders.ts';
import { orderBatchWorkflowId, TASK_QUEUES, type OrderBatchInput } from '../../workflows/messages.ts';
import { eventually } from '../eventually.ts';
import { events, openLab } from '../laws/lab.ts';
import { anOrder } from '../orders.ts';
import { produce, startKtb } from './ktb.ts';
import { watch } from './watch.ts';

/** K11: what some store cannot keep. The development server keeps it all; `npm run test:postgresql` runs this, too. */
const run = `k11-${Date.now()}`;
const order = (about: Parameters<typeof anOrder>[0]) => anOrder({ requiresApproval: false, ...about });
let bridge: ReturnType<typeof startKtb>;
let seen: Awaited<ReturnType<typeof watch>>;
let client: Awaited<ReturnType<typeof connectTemporal>>;

beforeAll(async () => {
  bridge = startKtb(['run']);
  seen = await watch('orders.outcomes', 'orders.placed.dlq');
  client = await connectTemporal(loadConfig().temporal);
  await bridge.says('"msg":"ready"');
});
afterAll(async () => {
  await client?.connection.close();
  await seen?.stop();
  await bridge?.kill('SIGTERM');
});

async function resultsOf(batchId: string): Promise<string[]> {
  const [completed] = await seen.until(batchId);
  const { results } = completed!.value as OrderBatchCompleted;
  return results.map(({ status, reason }) => (reason === null ? status : `${status}: ${reason}`));
}

it.each([
  ['orderId', { orderId: `${run}\0id` }],
  ['customerId', { orderId: `${run}-customer`, customerId: 'secret\0' }],
])('K11: an order with NUL in its %s is a dead letter with the field and the rule', async (field, about) => {
  await produce('orders.placed', 'OrderPlaced', [order(about)]);
  const [letter] = await seen.until(about.orderId);
  expect(letter).toMatchObject({
    topic: 'orders.placed.dlq',
    headers: {
      ktb_reason: 'invalid',
      '__connect.errors.exception.message': `orders.v1.OrderPlaced breaks a rule: ${field}: must not contain NUL`,
    },
  });
});

it('K11: in a batch, it is refused alone', async () => {
  const orders = [{ orderId: `${run}\0one` }, { orderId: `${run}-two` }].map(order);
  await produce('orders.batches', 'OrderBatchPlaced', [{ batchId: `${run}-batch`, orders }]);
  expect(await resultsOf(`${run}-batch`)).toEqual([
    'refused: invalid: orderId: must not contain NUL',
    'confirmed',
  ]);
});

it('K11: a batch that did not come through the bridge ends, too', async () => {
  const batchId = `${run}-by-hand`;
  const input: OrderBatchInput = {
    batchId,
    orders: [{ orderId: `${run}\0three` }, { orderId: `${run}-four`, customerId: 'x'.repeat(256) }].map(
      (about) => ({ placed: order(about), approvalWithinMs: 1_000 }),
    ),
    placedWithinMs: 1_000,
    answerWithinMs: 1_000,
  };
  await client.workflow.start('orderBatch', {
    workflowId: orderBatchWorkflowId(batchId),
    taskQueue: TASK_QUEUES.orders,
    args: [input],
  });
  expect(await resultsOf(batchId)).toEqual([
    'refused: invalid: orderId: must not contain NUL',
    'refused: invalid: customerId: must not exceed 255 characters',
  ]);
});

it('K11: a workflow id that any route makes of a record is looked at, and its partition goes on', async () => {
  const lab = await openLab();
  try {
    await lab.send([...events('nul\0y', 1), ...events('good', 1)]);
    const { groupId } = await lab.bridge();
    await lab.appliedAll('good', 1);
    await eventually(async () => (await lab.committed(groupId))[0] === 2);
    expect(lab.dead.map(({ headers }) => headers['__connect.errors.exception.message'])).toEqual([
      'not every Temporal can store what laws.v1.LawEvent becomes: workflowId: must not contain NUL',
    ]);
  } finally {
    await lab.close();
  }
});
