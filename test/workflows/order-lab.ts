import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import type { OutcomeInput } from '../../activities/publish-outcome.ts';
import type {
  OrderApproved,
  OrderCancellationRequested,
  OrderPlaced,
} from '../../schemas/generated/orders.ts';
import * as messages from '../../workflows/messages.ts';
import { eventually } from '../eventually.ts';
import { anOrder } from '../orders.ts';
import { timeSkipping } from './time-skipping.ts';

const WORKFLOWS = join(import.meta.dirname, '..', '..', 'workflows');
const HOUR = 60 * 60 * 1_000;

type Activity = (input: never) => Promise<unknown>;

/** What a test may do to one order. */
interface Actions {
  placed(order?: OrderPlaced): Promise<void>;
  approve(event: OrderApproved): Promise<void>;
  cancel(event: OrderCancellationRequested): Promise<void>;
  cancelWorkflow(): Promise<void>;
  hoursPass(hours: number): Promise<void>;
  /** Waits until an activity was called. */
  called(activity: string): Promise<void>;
}

/** The order workflow on a server that skips time, with activities that only take notes. */
export async function startOrderLab() {
  const env = await timeSkipping();
  let orders = 0;

  return {
    close: () => env.teardown(),

    /** Plays one order to its end. `elapsedHours` is by the server's clock, which skips. */
    async play(
      act: (actions: Actions) => Promise<void>,
      input: Partial<messages.OrderInput> = {},
      activities: Record<string, Activity> = {},
    ) {
      orders += 1;
      const orderId = `o-${orders}`;
      const taskQueue = `lab-${orders}`;
      const calls: string[] = [];
      const outcomes: [string, object][] = [];
      const publishOutcome = async ({ name, value }: OutcomeInput) => void outcomes.push([name, value]);
      const noted = Object.fromEntries(
        Object.entries({ ...PLAIN, ...activities }).map(([name, activity]) => [
          name,
          (inp: never) => {
            calls.push(name);
            return activity(inp);
          },
        ]),
      );
      const worker = await Worker.create({
        connection: env.nativeConnection,
        taskQueue,
        workflowsPath: join(WORKFLOWS, 'index.ts'),
        interceptors: { workflowModules: [join(WORKFLOWS, 'interceptors', 'once.ts')] },
        activities: { ...noted, publishOutcome },
      });
      const run = env.client.workflow.getHandle(messages.orderWorkflowId(orderId));
      const startArgs: messages.OrderInput = {
        orderId,
        placedWithinMs: 7 * 24 * HOUR,
        approvalWithinMs: 24 * HOUR,
        ...input,
      };
      const signal = async <Event>({ name }: { name: string }, event: Event) => {
        const workflowId = messages.orderWorkflowId(orderId);
        const start = { workflowId, taskQueue, args: [startArgs], signal: name, signalArgs: [event] };
        await env.client.workflow.signalWithStart('order', start);
      };
      const actions: Actions = {
        placed: (order = anOrder()) => signal(messages.placed, { ...order, orderId }),
        approve: (approval) => signal(messages.approve, { ...approval, orderId }),
        cancel: (cancellation) => signal(messages.cancel, { ...cancellation, orderId }),
        cancelWorkflow: async () => void (await run.cancel()),
        hoursPass: (hours) => env.sleep(hours * HOUR),
        called: async (activity) => void (await eventually(() => calls.includes(activity))),
      };

      await worker.runUntil(async () => {
        await act(actions);
        await run.result();
      });
      const { status } = (await run.result()) as messages.OrderResult;
      const { startTime, closeTime } = await run.describe();
      const elapsedHours = (Number(closeTime) - Number(startTime)) / HOUR;
      return { calls, outcomes, elapsedHours, status };
    },
  };
}

export type OrderLab = Awaited<ReturnType<typeof startOrderLab>>;

const PLAIN: Record<string, Activity> = {
  reserveInventory: async () => ({ reservationId: 'reservation-1' }),
  releaseInventory: async () => undefined,
  chargePayment: async () => ({ paymentId: 'payment-1' }),
  refundPayment: async () => undefined,
  createShipment: async () => ({ shipmentId: 'shipment-1' }),
  cancelShipment: async () => undefined,
  sendConfirmation: async () => undefined,
  sendApprovalReminder: async () => undefined,
};
