import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import type { OutcomeInput } from '../../../activities/bridge/publish-outcome.ts';
import { anOrder } from '../../orders.ts';
import { startOrderLab, type OrderLab } from '../order-lab.ts';

/** Every final outcome is published with one value, however often a workflow task is tried, and cheaply where it can be. */
let lab: OrderLab;
beforeAll(async () => void (lab = await startOrderLab()));
afterAll(() => lab?.close());

type Played = Awaited<ReturnType<OrderLab['play']>>;
const noApproval = anOrder({ requiresApproval: false });
const cancellation = { orderId: 'o-1', requestedBy: 'ada', reason: 'changed my mind', requestedAt: 1 };
const brokerDown = () => Promise.reject(ApplicationFailure.retryable('no answer', 'Unreachable'));

/** How an order's outcomes were published, by its history. */
const publishedBy = ({ history: { events } }: Played) => ({
  // A patch leaves a marker, too.
  local: (events ?? []).filter(
    (event) => event.markerRecordedEventAttributes?.markerName === 'core_local_activity',
  ).length,
  regular: (events ?? []).filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'publishOutcome',
  ).length,
});

describe('a local activity publishes what the history holds as decided', () => {
  it('as the confirmation of an order, after its e-mail', async () => {
    const played = await lab.play(({ placed }) => placed(noApproval));
    expect(publishedBy(played)).toEqual({ local: 1, regular: 0 });
    expect(played.outcomes).toMatchObject([['OrderConfirmed', {}]]);
  });

  it('as the failure of an order, after something was undone', async () => {
    const played = await lab.play(
      ({ placed }) => placed(noApproval),
      {},
      { chargePayment: () => Promise.reject(ApplicationFailure.nonRetryable('no', 'InvalidPaymentError')) },
    );
    expect(publishedBy(played)).toEqual({ local: 1, regular: 0 });
    expect(played.outcomes).toMatchObject([['OrderFailed', { compensated: ['payment', 'inventory'] }]]);
  });
});

describe('a regular activity publishes what the same workflow task decides', () => {
  it('as the cancellation of an order of which nothing was done', async () => {
    const played = await lab.play(async ({ placed, cancel }) => {
      await placed();
      await cancel(cancellation);
    });
    expect(publishedBy(played)).toEqual({ local: 0, regular: 1 });
  });

  it('as the expiry of an order; an approval that meets it changes nothing', async () => {
    let approve = async () => {};
    const played = await lab.play(
      async (actions) => {
        approve = () => actions.approve({ orderId: 'o-1', approvedBy: 'kim', approvedAt: 1 });
        await actions.placed();
      },
      {},
      {
        publishOutcome: async ({ name }: OutcomeInput) => {
          if (name === 'OrderExpired') await approve();
        },
      },
    );
    expect(publishedBy(played)).toEqual({ local: 0, regular: 2 });
    expect(played.outcomes.map(([name]) => name)).toEqual(['OrderExpired', 'OrderEventRefused']);
  });
});

it('a task whose publishing comes to nothing, as a signal overtook it, publishes the same again', async () => {
  let cancel = async () => {};
  const played = await lab.play(
    async (actions) => {
      cancel = () => actions.cancel(cancellation);
      await actions.placed(noApproval);
    },
    {},
    {
      publishOutcome: async ({ name }: OutcomeInput) => {
        if (name === 'OrderConfirmed') await cancel();
        cancel = async () => {};
      },
    },
  );
  const confirmed = played.published.filter(({ name }) => name === 'OrderConfirmed');
  // The task was tried again: else nothing is shown here.
  expect(confirmed.length).toBeGreaterThan(1);
  expect(new Set(confirmed.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
  expect(new Set(played.outcomes.map(([name]) => name))).toEqual(
    new Set(['OrderConfirmed', 'OrderEventRefused']),
  );
});

it('a broker that does not answer at once gets the same outcome again, without limit', async () => {
  let attempts = 0;
  const played = await lab.play(
    ({ placed }) => placed(noApproval),
    {},
    { publishOutcome: async () => void ((attempts += 1) < 6 && (await brokerDown())) },
  );
  expect(publishedBy(played)).toEqual({ local: 1, regular: 1 });
  expect(played.published).toHaveLength(6);
  expect(new Set(played.published.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
  expect(played.status).toBe('confirmed');
});

it('a replay takes the same way as the order did', async () => {
  const { history } = await lab.play(({ placed }) => placed(noApproval));
  const workflowsPath = join(import.meta.dirname, '..', '..', '..', 'workflows', 'index.ts');
  await expect(Worker.runReplayHistory({ workflowsPath }, history)).resolves.not.toThrow();
});
