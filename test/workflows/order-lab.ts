import type { OutcomeInput } from '../../activities/bridge/publish-outcome.ts';
import type {
  OrderApproved,
  OrderCancellationRequested,
  OrderPlaced,
} from '../../schemas/generated/orders.ts';
import * as messages from '../../workflows/messages.ts';
import { eventually } from '../eventually.ts';
import { anOrder } from '../orders.ts';
import { HOUR, PLAIN, startTimeSkipping, workerOn, type Activity } from './time-skipping.ts';

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
  const env = await startTimeSkipping();
  let orders = 0;

  return {
    close: () => env.teardown(),

    /**
     * Plays one order to its end. `elapsedHours` is by the server's clock, which skips. An activity `publishOutcome`
     * comes after the note is taken, as a broker's answer comes after it has the record.
     */
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
      const published: OutcomeInput[] = [];
      const publishOutcome = async (outcome: OutcomeInput) => {
        published.push(outcome);
        outcomes.push([outcome.name, outcome.value]);
        await activities['publishOutcome']?.(outcome as never);
      };
      const noted = Object.fromEntries(
        Object.entries({ ...PLAIN, ...activities }).map(([name, activity]) => [
          name,
          (inp: never) => {
            calls.push(name);
            return activity(inp);
          },
        ]),
      );
      const worker = await workerOn(env, taskQueue, { ...noted, publishOutcome });
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
      const history = await run.fetchHistory();
      return { calls, outcomes, published, elapsedHours, status, history };
    },
  };
}

export type OrderLab = Awaited<ReturnType<typeof startOrderLab>>;
