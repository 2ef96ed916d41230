import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { getOrderStatus } from '../../workflows/messages.ts';
import { wholeHistory } from '../history.ts';
import { eventually } from '../eventually.ts';
import { startKtb, type Ktb } from './ktb.ts';
import { openNamespace } from './namespace.ts';
import { placeOrder } from './placed-order.ts';

let place: Awaited<ReturnType<typeof openNamespace>>;
const workers: Ktb[] = [];
beforeAll(async () => void (place = await openNamespace('versions')));
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill('SIGTERM')));
  await place?.close();
});

/** Brings up a worker of a version, and lets new workflows begin on it. */
async function release(buildId: string): Promise<void> {
  const worker = startKtb(['worker'], { env: { ...place.env, KTB_WORKER_VERSION: `shop.${buildId}` } });
  workers.push(worker);
  await worker.says('"msg":"ready"');
  const { client, namespace } = place;
  // Temporal knows a version once each of its task queues was polled by it.
  await eventually(() =>
    client.workflowService.setWorkerDeploymentCurrentVersion({ namespace, deploymentName: 'shop', buildId }),
  );
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
  await release('1');
  const old = await placeOrder(place.client, 'begun-before');
  await awaitsApproval(old.handle);
  await release('2');
  const young = await placeOrder(place.client, 'begun-after');
  await awaitsApproval(young.handle);

  await old.approve();
  await young.approve();
  expect(await old.handle.result()).toMatchObject({ status: 'confirmed' });
  expect(await young.handle.result()).toMatchObject({ status: 'confirmed' });
  expect(await versionsOf('order-begun-before')).toEqual(['1']);
  expect(await versionsOf('order-begun-after')).toEqual(['2']);
});
