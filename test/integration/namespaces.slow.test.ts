import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadConfig } from '../../infra/settings/config.ts';
import { stackUp } from '../../infra/stack/stack.ts';
import { guardStack } from '../../infra/stack/watchdog.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { approve, getOrderStatus, orderWorkflowId } from '../../workflows/messages.ts';
import { eventually } from '../eventually.ts';
import { anOrder } from '../orders.ts';
import { ktb, produce, startKtb, type Ktb } from './ktb.ts';
import { watch } from './watch.ts';

const NAMESPACES = ['north', 'south'] as const;
type Namespace = (typeof NAMESPACES)[number];
const orderId = 'both';

/** A stack of its own: a bridge in a new namespace reads every topic from its beginning. */
const dir = mkdtempSync(join(tmpdir(), 'ktb-test-'));
const stop = guardStack({ dir, wipe: true });
const runs: Ktb[] = [];
let clients: Record<Namespace, Awaited<ReturnType<typeof connectTemporal>>>;
let seen: Awaited<ReturnType<typeof watch>>;

beforeAll(async () => {
  process.env['KTB_STATE_DIR'] = dir;
  for (const namespace of NAMESPACES) await stackUp({ dir, namespace });
  const { temporal } = loadConfig();
  const [north, south] = await Promise.all(
    NAMESPACES.map((namespace) => connectTemporal({ ...temporal, namespace })),
  );
  clients = { north: north!, south: south! };
  seen = await watch('orders.outcomes', 'reports.outcomes');
  for (const namespace of NAMESPACES)
    runs.push(startKtb(['run'], { env: { TEMPORAL_NAMESPACE: namespace } }));
  await Promise.all(runs.map((run) => run.says('"msg":"ready"')));
});
afterAll(async () => {
  await Promise.all(runs.map((run) => run.kill('SIGTERM')));
  await seen?.stop();
  await Promise.all(Object.values(clients ?? {}).map(({ connection }) => connection.close()));
  await stop();
});

const orderIn = (namespace: Namespace) => clients[namespace].workflow.getHandle(orderWorkflowId(orderId));
const statusIn = async (namespace: Namespace) => (await orderIn(namespace).query(getOrderStatus)).status;
const schedules = async (namespace: Namespace, ...args: string[]) => {
  const { stdout, stderr } = await ktb(['schedules', ...args, '--json'], {
    env: { TEMPORAL_NAMESPACE: namespace },
  });
  if (stdout === '') throw new Error(`nothing printed: ${stderr}`);
  return JSON.parse(stdout) as { paused: boolean; timeZone: string };
};

it('each bridge takes every order, for its own namespace', async () => {
  await produce('orders.placed', 'OrderPlaced', [anOrder({ orderId })]);
  for (const namespace of NAMESPACES)
    await eventually(async () => (await statusIn(namespace)) === 'awaitingApproval');
});

it('a signal and a query reach the order of one namespace, and its outcome says which', async () => {
  await orderIn('north').signal(approve, { orderId, approvedBy: 'kim', approvedAt: 1 });
  const [outcome] = await seen.until(orderId);
  expect(outcome).toMatchObject({
    type: 'OrderConfirmed',
    headers: { ce_source: '/kafka-temporal-bridge/north' },
  });
  expect(await statusIn('north')).toBe('confirmed');
  expect(await statusIn('south')).toBe('awaitingApproval');
});

it('an event on Kafka is each one’s: late for the one, and applied by the other', async () => {
  await produce('orders.cancellations', 'OrderCancellationRequested', [
    { orderId, requestedBy: 'kim', reason: 'changed my mind', requestedAt: 2 },
  ]);
  const outcomes = await seen.until(orderId, 2);
  expect(outcomes.map(({ type, headers }) => [type, headers['ce_source']])).toEqual([
    ['OrderConfirmed', '/kafka-temporal-bridge/north'],
    ['OrderCancelled', '/kafka-temporal-bridge/south'],
  ]);
  expect(new Set(outcomes.map(({ headers }) => headers['ce_id'])).size).toBe(2);
});

it('a schedule is paused and triggered in one namespace only', async () => {
  expect(await schedules('north', 'pause', 'daily-report-schedule')).toMatchObject({ paused: true });
  const cancelled = () => clients.south.workflow.count("OrderStatus = 'cancelled'");
  await eventually(async () => (await cancelled()).count === 1);
  expect(await schedules('south', 'trigger', 'daily-report-schedule', '--wait')).toMatchObject({
    paused: false,
    result: { counts: { confirmed: 0, cancelled: 1 } },
  });
  const [started] = await Promise.all(
    NAMESPACES.map(
      async (namespace) => (await clients[namespace].workflow.count("WorkflowType = 'dailyReport'")).count,
    ),
  );
  expect(started).toBe(0);
});
