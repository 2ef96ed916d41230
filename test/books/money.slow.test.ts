import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { orderWorkflowId } from '../../workflows/messages.ts';
import type { OrderDraw, ServiceDraw } from './draw.ts';
import { unexplained, type Outcome } from './judge.ts';
import { MENDS, type Mend } from './mends.ts';
import { bundleShop, withShop } from './shop.ts';
import type { Ledger } from './stand-in.ts';
import { startTemporal } from './temporal.ts';

/**
 * Orders whose money was lost, each with the services that lost it. Only the waits between attempts are shorter than in
 * earnest; what the services do late, they do after so many requests.
 */
let env: TestWorkflowEnvironment;
beforeAll(async () => void (env = await startTemporal()));
afterAll(() => env?.teardown());

const FINE: ServiceDraw = {
  step: { kind: 'fine', takesMs: 0 },
  undo: { promises: false, remembers: true, down: 0, as: 503, pendingMs: 0, lost: 0 },
  twice: false,
};
const UNDELIVERABLE: ServiceDraw = {
  ...FINE,
  step: { kind: 'refuses' },
  undo: { ...FINE.undo, promises: true },
};

interface Case {
  readonly name: string;
  readonly services: Partial<OrderDraw['services']>;
  readonly without: Mend;
  /** How long undos are asked for. */
  readonly undoWithinMs: number;
  readonly right: (outcome: Outcome, ledger: Ledger) => void;
}

const MINUTE = 60_000;
const refunded = (_: unknown, { payment }: Ledger) => {
  expect(payment.done).toHaveLength(1);
  expect(payment.undone).toHaveLength(1);
};

const CASES: readonly Case[] = [
  {
    name: 'M1 (busy): a charge that takes 23 seconds, and meanwhile answers "in progress", is refunded or confirmed',
    services: {
      payment: { ...FINE, step: { kind: 'busy', takesMs: 0, status: 409 }, counted: { landsAfterAsks: 1 } },
    },
    without: 'final',
    undoWithinMs: 2 * MINUTE,
    right: refunded,
  },
  {
    name: 'M2 (decl2): charged, answer lost, then declined: refunded',
    services: { payment: { ...FINE, step: { kind: 'forgets', landsMs: 0 } } },
    without: 'certain',
    undoWithinMs: 2 * MINUTE,
    right: refunded,
  },
  {
    name: 'M3 (late): charged after the refund found nothing: refunded later, with a key of its own',
    services: { payment: { ...FINE, step: { kind: 'late', landsMs: 0 }, counted: { landsAfterAsks: 1 } } },
    without: 'final',
    undoWithinMs: 2 * MINUTE,
    right: refunded,
  },
  {
    name: 'M4 (shipdown): shipping is down: refunded at once, and the shipment reported as unresolved',
    services: {
      shipment: {
        ...FINE,
        step: { kind: 'down', requests: 99, as: 503 },
        undo: { ...FINE.undo, down: Infinity },
      },
    },
    without: 'parallel',
    undoWithinMs: (2 * MINUTE) / 3,
    right: (outcome, ledger) => {
      refunded(outcome, ledger);
      expect(outcome.value).toMatchObject({
        compensated: ['payment', 'inventory'],
        failedCompensations: ['shipment'],
        unresolved: ['shipment'],
      });
    },
  },
  {
    name: 'M5 (pending): a refund that answers 409 for a minute is asked for again until it goes',
    services: { payment: { ...FINE, counted: { pendingAsks: 4 } }, shipment: UNDELIVERABLE },
    without: 'in-progress',
    undoWithinMs: 2 * MINUTE,
    right: refunded,
  },
];

/** Plays the orders of cases side by side, and gives for each its faults, outcome and ledger. */
const play = async (cases: readonly Case[], without?: Mend) => {
  const bundle = await bundleShop(without, 'patient');
  return Promise.all(
    cases.map((each, at) =>
      withShop(
        { env, bundle, without, undoWithinMs: each.undoWithinMs, answerWithinMs: 20_000 },
        async (shop) => {
          const order: OrderDraw = {
            orderId: `${without ?? 'whole'}-${each.name.slice(0, 2)}-${at}`,
            items: [{ sku: 'TEA-1', quantity: 2, unitPriceMinor: 1_250 }],
            cancelMs: undefined,
            services: { inventory: FINE, payment: FINE, shipment: FINE, ...each.services },
          };
          await shop.play(order);
          const ledger = shop.ledgerOf(order.orderId);
          const outcomes = shop.outcomesOf(order.orderId);
          return {
            faults: unexplained(order, ledger, outcomes, each.undoWithinMs),
            outcome: outcomes[0]!,
            ledger,
          };
        },
      ),
    ),
  );
};

describe('a refusal without a promise', () => {
  const declined: ServiceDraw = { ...FINE, step: { kind: 'refuses' } };
  const order: OrderDraw = {
    orderId: 'declined',
    items: [{ sku: 'TEA-1', quantity: 1, unitPriceMinor: 100 }],
    cancelMs: undefined,
    services: { inventory: FINE, payment: declined, shipment: FINE },
  };

  it('is clean at the first attempt, and not in a run that an operator has reset', async () => {
    const bundle = await bundleShop(undefined, 'patient');
    await withShop({ env, bundle, undoWithinMs: 5_000, answerWithinMs: 20_000 }, async (shop) => {
      await shop.play(order);
      const [first] = shop.outcomesOf('declined');
      expect(first).toMatchObject({
        name: 'OrderFailed',
        value: { compensated: ['inventory'], failedCompensations: [], unresolved: [] },
      });

      const run = shop.client.workflow.getHandle(orderWorkflowId('declined'));
      const { events } = await run.fetchHistory();
      const firstTask = events!.find((event) => event.workflowTaskCompletedEventAttributes);
      await shop.client.workflowService.resetWorkflowExecution({
        namespace: 'default',
        workflowExecution: { workflowId: run.workflowId },
        reason: 'to see what it believes',
        requestId: 'reset-1',
        workflowTaskFinishEventId: firstTask!.eventId!,
      });
      await run.result();
      const [again] = shop.outcomesOf('declined');
      expect(again).toMatchObject({ value: { unresolved: ['payment'] } });
    });
  });
});

describe('with everything that keeps the books right', () => {
  let played: Awaited<ReturnType<typeof play>>;
  beforeAll(async () => void (played = await play(CASES)));

  it.each(CASES.map(({ name }, at) => [name, at] as const))('%s', (_, at) => {
    const { faults, outcome, ledger } = played[at]!;
    expect(faults).toEqual([]);
    CASES[at]!.right(outcome, ledger);
  });
});

it.each(MENDS)('without %s, its cases are found in the books', async (without) => {
  const cases = CASES.filter((each) => each.without === without);
  for (const { faults } of await play(cases, without)) expect(faults).not.toEqual([]);
});
