import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { ORDER_SEARCH_ATTRIBUTES } from '../../infra/orders/search-attributes.ts';
import { timeSkippingServer } from '../../infra/stack/java.mjs';
import { eventually } from '../eventually.ts';

const WORKFLOWS = join(import.meta.dirname, '..', '..', 'workflows');
export const HOUR = 60 * 60 * 1_000;

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const KEYWORD = 2;

const STARTS_WITHIN_MS = 180_000;

export type Activity = (input: never) => Promise<unknown>;

/** A server that skips the time in which nothing happens. */
export async function startTimeSkipping(): Promise<TestWorkflowEnvironment> {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
  const executable = { type: 'existing-path' as const, path: await timeSkippingServer() };
  // The SDK gives it 5 seconds, which several that start at once on a busy machine may not make.
  const env = await eventually(
    () => TestWorkflowEnvironment.createTimeSkipping({ server: { executable } }),
    STARTS_WITHIN_MS,
  );
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(ORDER_SEARCH_ATTRIBUTES.map((name) => [name, KEYWORD])),
  });
  return env;
}

/** A worker with the application's workflows and the guard, and activities of the test's own. */
export const workerOn = (
  env: TestWorkflowEnvironment,
  taskQueue: string,
  activities: object,
): Promise<Worker> =>
  Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowsPath: join(WORKFLOWS, 'index.ts'),
    interceptors: { workflowModules: [join(WORKFLOWS, 'bridge', 'interceptors', 'once.ts')] },
    activities,
  });

const UNDONE = { undone: true, final: false };

/** Activities that do nothing, and succeed. */
export const PLAIN: Readonly<Record<string, Activity>> = {
  reserveInventory: async () => ({ reservationId: 'reservation-1' }),
  releaseInventory: async () => UNDONE,
  chargePayment: async () => ({ paymentId: 'payment-1' }),
  refundPayment: async () => UNDONE,
  createShipment: async () => ({ shipmentId: 'shipment-1' }),
  cancelShipment: async () => UNDONE,
  sendConfirmation: async () => undefined,
  sendApprovalReminder: async () => undefined,
};
