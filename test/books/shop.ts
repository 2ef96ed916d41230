import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { OutcomeInput } from '../../activities/bridge/publish-outcome.ts';
import { createOrderActivities } from '../../activities/order-activities.ts';
import { httpServices } from '../../activities/order-services.ts';
import { cancel, orderWorkflowId, type OrderInput } from '../../workflows/messages.ts';
import { anOrder } from '../orders.ts';
import { eventually } from '../eventually.ts';
import type { OrderDraw } from './draw.ts';
import type { Outcome } from './judge.ts';
import { meaningWithout, replacements, servicesWithout, type Mend } from './mends.ts';
import { shrunk } from './pace.ts';
import { startStandIn, type StandIn } from './stand-in.ts';

/** An HTTP answer takes at most 20 seconds, in earnest. */
const ANSWER_WITHIN_MS = 20_000;
/** Longer than any drawn landing, with the wait until the next request; on a busy machine, too. */
const UNDO_WITHIN_MS = 40 * 60_000;

/** An order that takes longer has no outcome. */
const ENDS_WITHIN_MS = 600_000;

export interface Shop extends StandIn {
  readonly client: Client;
  readonly undoWithinMs: number;
  /** Starts the order, and cancels it if that is drawn. Resolves when it is over; rejects after ten minutes. */
  play(order: OrderDraw): Promise<void>;
  outcomesOf(orderId: string): readonly Outcome[];
}

/**
 * Bundles the workflows as they run here: faster, and perhaps without what keeps the books right.
 *
 * @param pace `patient` keeps the time-outs of activities, for machines of any speed
 */
export async function bundleShop(
  without?: Mend,
  pace: 'in-a-hurry' | 'patient' = 'in-a-hurry',
): Promise<WorkflowBundleOption> {
  const bridge = join(import.meta.dirname, '..', '..', 'workflows', 'bridge', 'interceptors');
  const others = Object.fromEntries(
    Object.entries(replacements(without)).map(([file, other]) => [`${file}$`, other]),
  );
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, 'workflows.ts'),
    workflowInterceptorModules: [join(bridge, 'once.ts'), join(import.meta.dirname, `${pace}.ts`)],
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: (config) => ({
      ...config,
      resolve: {
        ...config.resolve,
        alias: { ...(config.resolve?.alias as Readonly<Record<string, string>> | undefined), ...others },
      },
    }),
  });
  return { code };
}

export interface ShopOptions {
  readonly env: TestWorkflowEnvironment;
  readonly bundle: WorkflowBundleOption;
  readonly without?: Mend | undefined;
  /** As in an order's input, shrunk. Default: two minutes. */
  readonly undoWithinMs?: number | undefined;
  /** How long a request waits for its answer. Default: 20 seconds, shrunk. */
  readonly answerWithinMs?: number;
}

/** Runs the order workflow against services in trouble, all of them in a hurry, while `use` lasts. */
export async function withShop<T>(options: ShopOptions, use: (shop: Shop) => Promise<T>): Promise<T> {
  const { env, bundle, without, undoWithinMs = shrunk(UNDO_WITHIN_MS) } = options;
  const { answerWithinMs = shrunk(ANSWER_WITHIN_MS) } = options;
  const standIn = await startStandIn();
  const outcomes = new Map<string, Map<string, Outcome>>();
  const http = httpServices({
    baseUrl: standIn.url,
    timeoutMs: answerWithinMs,
    meaning: meaningWithout(without),
  });
  const mailer = { send: async () => undefined };
  const taskQueue = `books-${Math.random().toString(36).slice(2)}`;
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle: bundle,
    activities: {
      ...createOrderActivities({ ...servicesWithout(without, http), mailer }),
      // An outcome is published at least once; its name and occurrence make its id.
      publishOutcome: async ({ name, value, occurrence }: OutcomeInput) => {
        if (occurrence !== 'final') return;
        const { orderId } = value as { orderId: string };
        outcomes.set(
          orderId,
          (outcomes.get(orderId) ?? new Map<string, Outcome>()).set(name, { name, value }),
        );
      },
    },
    maxConcurrentActivityTaskExecutions: 400,
  });

  const { client } = env;
  const shop: Shop = {
    ...standIn,
    client,
    undoWithinMs,
    outcomesOf: (orderId) => [...(outcomes.get(orderId)?.values() ?? [])],
    async play(order) {
      const { orderId, items, cancelMs } = order;
      standIn.expect(order);
      const input: OrderInput = {
        orderId,
        placed: anOrder({ orderId, items: [...items], requiresApproval: false }),
        placedWithinMs: 1,
        approvalWithinMs: 1,
        undoWithinMs,
      };
      const workflowId = orderWorkflowId(orderId);
      // On a busy machine a call may fail, and the order has started nevertheless.
      const start = {
        taskQueue,
        workflowId,
        workflowIdConflictPolicy: 'USE_EXISTING',
        args: [input],
      } as const;
      const run = await eventually(() => client.workflow.start('order', start));
      const cancellation = { orderId, requestedBy: 'ada', reason: 'changed my mind', requestedAt: 1 };
      const timer =
        cancelMs === undefined
          ? undefined
          : setTimeout(() => void run.signal(cancel, cancellation).catch(() => undefined), shrunk(cancelMs));
      await eventually(() => run.result(), ENDS_WITHIN_MS).finally(() => clearTimeout(timer));
    },
  };
  try {
    return await worker.runUntil(() => use(shop));
  } finally {
    await standIn.close();
  }
}
