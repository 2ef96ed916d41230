import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { eventually } from '../eventually.ts';
import { anOrder } from '../orders.ts';
import { ktb, objects, produce, startKtb, type Ktb } from './ktb.ts';
import { watch } from './watch.ts';

/** A real order, its repetition on the dead-letter topic, and a replay once Temporal has forgotten the order. */
const TOPIC = 'orders.placed';
const orderId = `confirmed-${randomUUID()}`;
let client: Client;
let run: Ktb;
let seen: Awaited<ReturnType<typeof watch>>;

beforeAll(async () => {
  client = await connectTemporal(loadConfig().temporal);
  seen = await watch('orders.outcomes', `${TOPIC}.dlq`);
  run = startKtb(['run']);
  await run.says('"msg":"ready"');
});
afterAll(async () => {
  await run?.kill('SIGTERM');
  await seen?.stop();
  await client?.connection.close();
});

const place = (id: string) =>
  produce(TOPIC, 'OrderPlaced', [anOrder({ orderId: id, requiresApproval: false })]);
const confirmations = (id: string) => seen.of(id).filter(({ type }) => type === 'OrderConfirmed');
const letters = () => seen.of(orderId).filter(({ reason }) => reason === 'late');
const isThere = (id: string) =>
  client.workflow
    .getHandle(orderWorkflowId(id))
    .describe()
    .then(
      () => true,
      () => false,
    );

async function replay(...args: string[]) {
  const ended = await ktb(['dlq', 'replay', TOPIC, ...args, '--json']);
  return [ended.code, objects(ended).at(-1)];
}

/** An order that is placed now, and confirmed: an earlier one would have been confirmed by then. */
async function confirmAnother() {
  const other = `after-${randomUUID()}`;
  await place(other);
  await eventually(() => confirmations(other).length === 1);
}

it('K14: an order that was confirmed, repeated and deleted has no second outcome by a replay', async () => {
  await place(orderId);
  await eventually(() => confirmations(orderId).length === 1);
  await eventually(
    async () =>
      (await client.workflow.getHandle(orderWorkflowId(orderId)).describe()).status.name !== 'RUNNING',
  );
  await place(orderId);
  await eventually(() => letters().length === 1);
  // What retention does after days.
  await client.workflowService.deleteWorkflowExecution({
    namespace: loadConfig().temporal.namespace,
    workflowExecution: { workflowId: orderWorkflowId(orderId) },
  });
  await eventually(async () => !(await isThere(orderId)));

  const unselected = objects(await ktb(['dlq', 'replay', TOPIC, '--dry-run', '--json']));
  expect(unselected.at(-1)).toMatchObject({ leftOut: expect.any(Number) });
  expect(unselected.some(({ eventId }) => eventId === letters()[0]!.headers['ktb_event_id'])).toBe(false);
  expect(await replay('--key', orderId)).toEqual([0, { total: 0, leftOut: 1 }]);
  expect(await replay('--key', orderId, '--reason', 'late')).toEqual([1, { total: 1, withheld: 1 }]);
  await confirmAnother();
  expect(await isThere(orderId)).toBe(false);
  expect(confirmations(orderId)).toHaveLength(1);
});

it('K14: an operator who insists gets a second outcome, under another id', async () => {
  expect(await replay('--key', orderId, '--reason', 'late', '--beyond-retention')).toEqual([
    0,
    { total: 1, applied: 1 },
  ]);
  await eventually(() => confirmations(orderId).length === 2);
  expect(new Set(confirmations(orderId).map(({ ceId }) => ceId)).size).toBe(2);
});
