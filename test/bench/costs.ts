/**
 * `npm run -s bench:costs [-- --json]`: what orders cost Temporal. Plays orders and a batch on servers of its own, reads
 * the histories, and tells events, workflow tasks and activities per order; a local activity is an event and no task.
 *
 * Progress goes to stderr, the result to stdout. Counts vary a little where signals meet in one workflow task.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { getOrderStatus, orderBatchWorkflowId, orderWorkflowId } from '../../workflows/messages.ts';
import { eventually } from '../eventually.ts';
import type { HistoryEvent } from '../history.ts';
import { produce, startKtb } from '../integration/ktb.ts';
import { localServers } from '../../infra/testing/local-servers.ts';
import { anOrder } from '../orders.ts';

const ORDERS = 20;
const BATCH = 100;

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
process.env['KTB_STATE_DIR'] = mkdtempSync(join(tmpdir(), 'ktb-bench-'));
const servers = await localServers(process.env['KTB_STATE_DIR']);
try {
  const run = startKtb(['run']);
  await run.says('"msg":"ready"');
  const client = await connectTemporal(loadConfig().temporal);
  const historiesOf = (workflowIds: readonly string[]) =>
    Promise.all(
      workflowIds.map(async (id) => {
        const handle = client.workflow.getHandle(id);
        await eventually(() => handle.result().then(() => true), 120_000);
        return (await handle.fetchHistory()).events ?? [];
      }),
    );
  const ids = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}-${at}`);

  const approved = ids('approved', ORDERS);
  await produce(
    'orders.placed',
    'OrderPlaced',
    approved.map((orderId) => anOrder({ orderId })),
  );
  for (const orderId of approved) {
    const handle = client.workflow.getHandle(orderWorkflowId(orderId));
    await eventually(async () => (await handle.query(getOrderStatus)).status === 'awaitingApproval');
  }
  const approvals = approved.map((orderId) => ({ orderId, approvedBy: 'kim', approvedAt: 1 }));
  await produce('orders.approvals', 'OrderApproved', approvals);
  process.stderr.write(`  … ${ORDERS} orders, placed, approved, confirmed\n`);
  const withApproval = await historiesOf(approved.map(orderWorkflowId));

  const plain = ids('plain', ORDERS);
  await produce(
    'orders.placed',
    'OrderPlaced',
    plain.map((orderId) => anOrder({ orderId, requiresApproval: false })),
  );
  process.stderr.write(`  … ${ORDERS} orders without approval\n`);
  const withoutApproval = await historiesOf(plain.map(orderWorkflowId));

  const batched = ids('batched', BATCH);
  const orders = batched.map((orderId) => anOrder({ orderId, requiresApproval: false }));
  await produce('orders.batches', 'OrderBatchPlaced', [{ batchId: 'costs', orders }]);
  process.stderr.write(`  … a batch of ${BATCH} orders\n`);
  const [parent] = await historiesOf([orderBatchWorkflowId('costs')]);
  const children = await historiesOf(batched.map(orderWorkflowId));

  const rows = {
    'order, placed, approved, confirmed': costs(withApproval, ORDERS),
    'order without approval': costs(withoutApproval, ORDERS),
    'batch order: its own workflow': costs(children, BATCH),
    'batch order: its share of the batch': costs([parent!], BATCH),
  };
  if (values.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else for (const [name, row] of Object.entries(rows)) process.stdout.write(line(name, Object.values(row)));
  await client.connection.close();
  await run.kill('SIGTERM');
} finally {
  await servers.stop();
}
process.exit();

/** Means over so many orders. */
function costs(histories: readonly HistoryEvent[][], orders: number) {
  const count = (matches: (event: HistoryEvent) => unknown) =>
    Math.round((histories.flat().filter(matches).length / orders) * 10) / 10;
  return {
    events: count(() => true),
    workflowTasks: count((event) => event.workflowTaskStartedEventAttributes),
    activityTasks: count((event) => event.activityTaskStartedEventAttributes),
    localActivities: count(
      (event) => event.markerRecordedEventAttributes?.markerName === 'core_local_activity',
    ),
    searchAttributeWrites: count((event) => event.upsertWorkflowSearchAttributesEventAttributes),
  };
}

function line(name: string, numbers: readonly number[]): string {
  return `${name.padEnd(38)}${numbers.map((number) => String(number).padStart(7)).join('')}\n`;
}
