import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { smtpMailer, type SmtpMailer } from '../../activities/mail.ts';
import { createOrderActivities } from '../../activities/order-activities.ts';
import { httpServices } from '../../activities/order-services.ts';
import { createReminderActivities } from '../../activities/reminder-activities.ts';
import { start } from '../../consumers/bridge/command.ts';
import type { OrderPlaced } from '../../schemas/generated/orders.ts';
import { cancelReminder, placed } from '../../workflows/messages.ts';
import { order } from '../../workflows/order.ts';
import { reminder } from '../../workflows/reminder.ts';
import { ledgerOf, openSimulator, type OpenSimulator } from '../infra/simulator/open-simulator.ts';
import { anOrder } from '../orders.ts';
import { aReminder } from '../reminders.ts';
import { startWorkflowLab, type WorkflowLab } from './workflow-lab.ts';

/** Each policy by the attempts that reach the simulator: the real services, on a server that skips the waits. */
const HOUR = 60 * 60 * 1_000;

let lab: WorkflowLab;
let simulator: OpenSimulator;
let mailer: SmtpMailer | undefined;
beforeAll(async () => void (lab = await startWorkflowLab()));
afterEach(() => mailer?.close());
afterAll(() => lab?.close());

async function activities() {
  simulator = await openSimulator();
  mailer = smtpMailer({ host: '127.0.0.1', port: simulator.smtpPort, from: 'orders@shop.example' });
  const services = { ...httpServices({ baseUrl: simulator.url }), mailer };
  return { ...createOrderActivities(services), ...createReminderActivities(services) };
}

const attemptsAt = async (id: string) => (await ledgerOf(simulator)).attempts[id] ?? {};

/** Plays one order, and gives its outcome and what was attempted. */
async function playOrder(about: Partial<OrderPlaced>, approver?: string) {
  const orderId = `${about.customerId ?? 'plain'}-${about.email ?? approver ?? 'plain'}`;
  const input = { orderId, placedWithinMs: HOUR, approvalWithinMs: 2 * HOUR, approver };
  const command = start(order, { workflowId: `order-${orderId}`, taskQueue: 'any', args: [input] });
  const { outcomes } = await lab.play(command, await activities(), ({ run }) =>
    run.signal(placed, anOrder({ ...about, orderId })),
  );
  return { outcomes, attempts: await attemptsAt(orderId) };
}

describe('the standard policy', () => {
  it('attempts a step a third time, which may be the one that goes well', async () => {
    const { outcomes, attempts } = await playOrder({ customerId: 'flaky-1', requiresApproval: false });
    expect(attempts).toMatchObject({ charge: 3 });
    expect(outcomes).toMatchObject([['OrderConfirmed', {}]]);
  });

  it('does not attempt it a fourth time', async () => {
    const { outcomes, attempts } = await playOrder({ email: 'ada@down.example', requiresApproval: false });
    expect(attempts).toMatchObject({ mail: 3 });
    expect(outcomes).toMatchObject([['OrderConfirmed', { emailSent: false }]]);
  });

  it('does not ask again for a payment that was declined', async () => {
    const { outcomes, attempts } = await playOrder({ customerId: 'declined-1', requiresApproval: false });
    expect(attempts).toMatchObject({ charge: 1 });
    expect(outcomes).toMatchObject([['OrderFailed', { reason: 'InvalidPaymentError' }]]);
  });
});

it('the policy of no retries attempts once: an approver is not reminded twice', async () => {
  const { outcomes, attempts } = await playOrder({}, 'boss@down.example');
  expect(attempts).toEqual({ mail: 1 });
  expect(outcomes).toMatchObject([['OrderExpired', {}]]);
});

it('the unlimited policy retries without limit, in the end every 5 minutes', async () => {
  const { reminderId, ...rest } = aReminder({ to: 'ada@down.example', dueAt: 0 });
  const workflowId = `reminder-${reminderId}`;
  const command = start(reminder, { workflowId, taskQueue: 'any', args: [{ reminderId, ...rest }] });
  const counts: number[] = [];
  await lab.play(command, await activities(), async ({ run, sleep }) => {
    for (const wait of [HOUR, HOUR]) {
      await sleep(wait);
      counts.push((await attemptsAt(reminderId))['mail'] ?? 0);
    }
    await run.signal(cancelReminder, { reminderId, requestedBy: 'ada', requestedAt: 1 });
  });
  const [first = 0, both = 0] = counts;
  // 1, 2, 4 … 256 seconds and then 5 minutes: 9 and 10 retries in the first hour, and 12 in each that follows.
  expect(first).toBe(20);
  expect(both).toBe(32);
});
