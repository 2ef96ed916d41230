import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { loadConfig } from '../../infra/settings/config.ts';
import { provision } from '../../infra/stack/provision.mjs';
import { getOrderStatus, orderWorkflowId } from '../../workflows/messages.ts';
import { wholeHistory } from '../history.ts';
import { eventually } from '../eventually.ts';
import { checkout, readGuide } from './documented-files.ts';
import { startKtb, type Ktb } from './ktb.ts';
import { openNamespace } from './namespace.ts';
import { placeOrder } from './placed-order.ts';

/** Two versions of a worker, by the words of docs/changing-workflows.md. */
const { typed } = readGuide('docs/changing-workflows.md');
const { typed: typedAboutEvents } = readGuide('docs/events.md');

let place: Awaited<ReturnType<typeof openNamespace>>;
let temporalEnv: NodeJS.ProcessEnv;
const workers: Ktb[] = [];
/** The files of a run share one payment service, which refuses another order's charge under a key that it knows. */
const oldId = randomUUID();
const youngId = randomUUID();
beforeAll(async () => {
  place = await openNamespace('versions');
  const { temporal } = await provision();
  temporalEnv = {
    ...place.env,
    TEMPORAL_ADDRESS: loadConfig().temporal.connection.address,
    PATH: `${dirname(temporal)}:${process.env['PATH']}`,
  };
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill('SIGTERM')));
  await place?.close();
});

/** Runs a command of Temporal's own tool; gives what it prints. */
const temporal = async (command: string) => (await checkout.shell(command, temporalEnv)).stdout;

/** Brings up a worker of a version, and lets new workflows begin on it. */
async function release(buildId: string): Promise<void> {
  const worker = startKtb(['worker'], { env: { ...place.env, KTB_WORKER_VERSION: `orders.${buildId}` } });
  workers.push(worker);
  await worker.says('"msg":"ready"');
  const makeCurrent = typed('temporal worker deployment set-current-version').replace(' 41 ', ` ${buildId} `);
  // Temporal knows a version once each of its task queues was polled by it.
  await eventually(() => temporal(makeCurrent));
}

/** The versions that took a step of an order. */
async function versionsOf(workflowId: string): Promise<(string | null | undefined)[]> {
  const steps = (await wholeHistory(place.client, workflowId)).flatMap(
    ({ workflowTaskCompletedEventAttributes: step }) => (step ? [step.deploymentVersion?.buildId] : []),
  );
  expect(steps.length).toBeGreaterThan(1);
  return [...new Set(steps)];
}

const awaitsApproval = (order: WorkflowHandle) =>
  eventually(async () => (await order.query(getOrderStatus)).status === 'awaitingApproval');

it('an order ends on the version that it began on, and new ones begin on the next', async () => {
  await release('41');
  const old = await placeOrder(place.client, oldId);
  await awaitsApproval(old.handle);
  await release('42');
  const young = await placeOrder(place.client, youngId);
  await awaitsApproval(young.handle);

  await old.approve();
  await young.approve();
  expect(await old.handle.result()).toMatchObject({ status: 'confirmed' });
  expect(await young.handle.result()).toMatchObject({ status: 'confirmed' });
  expect(await versionsOf(orderWorkflowId(oldId))).toEqual(['41']);
  expect(await versionsOf(orderWorkflowId(youngId))).toEqual(['42']);
});

it("Temporal's own tool shows versions, histories and status, as the documents say", async () => {
  expect(await temporal(typed('temporal worker deployment describe-version'))).toContain('41');
  const show = typed('temporal workflow show').replace('order-1', orderWorkflowId(oldId));
  expect(await temporal(show)).toContain('"events"');
  const query = typedAboutEvents('temporal workflow query').replace('order-my-1', orderWorkflowId(youngId));
  expect(await temporal(query)).toContain('confirmed');
  await temporal(typed('temporal workflow list'));
});
