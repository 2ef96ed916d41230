import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { WorkflowFailedError } from '@temporalio/client';
import { smtpMailer, type SmtpMailer } from '../../activities/mail.ts';
import { createReminderActivities } from '../../activities/reminder-activities.ts';
import { reminderRoutes } from '../../consumers/reminders.ts';
import type { Start } from '../../consumers/bridge/command.ts';
import type { ReminderRequested } from '../../schemas/generated/reminders.ts';
import { cancelReminder } from '../../workflows/messages.ts';
import { ledgerOf, openSimulator } from '../infra/simulator/open-simulator.ts';
import { aReminder } from '../reminders.ts';
import { startWorkflowLab, type Acting, type WorkflowLab } from './workflow-lab.ts';

/** Years pass in seconds here: the server skips the time in which nothing happens. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const YEAR = 365 * 24 * HOUR;

let lab: WorkflowLab;
let mailer: SmtpMailer | undefined;
beforeAll(async () => void (lab = await startWorkflowLab()));
afterEach(() => mailer?.close());
afterAll(() => lab?.close());

const [requested] = reminderRoutes();
const cancellation = { reminderId: 'r-1', requestedBy: 'ada', requestedAt: 1 };
const cancel = ({ run }: Acting) => run.signal(cancelReminder, cancellation);
const cancelInTemporal = ({ run }: Acting) => run.cancel();
let reminders = 0;

/** Plays a reminder with the simulator's mail server, or with what stands in for the activity. */
async function play(
  about: Partial<ReminderRequested>,
  act?: (acting: Acting & { attempts: () => Promise<number> }) => Promise<unknown>,
  sendReminder?: () => Promise<void>,
) {
  reminders += 1;
  const request = aReminder({ reminderId: `r-${reminders}`, ...about });
  const simulator = await openSimulator();
  mailer = smtpMailer({ host: '127.0.0.1', port: simulator.smtpPort, from: 'orders@shop.example' });
  const ledger = () => ledgerOf(simulator, request.reminderId);
  const attempts = async () => (await ledger()).attempts[request.reminderId]?.['mail'] ?? 0;
  const played = await lab.play(
    requested!.toCommand(request) as Start,
    sendReminder ? { sendReminder } : createReminderActivities({ mailer }),
    act && ((acting) => act({ ...acting, attempts })),
  );
  return { ...played, mailed: (await ledger()).mailed, attempts: await attempts() };
}

describe('a reminder', () => {
  it('is sent when it is due, and not before', async () => {
    const dueAt = (await lab.now()) + 36 * HOUR;
    const { outcomes, elapsedMs, mailed } = await play({ dueAt }, async ({ sleep, attempts }) => {
      await sleep(35 * HOUR);
      expect(await attempts()).toBe(0);
    });
    expect(outcomes).toMatchObject([['ReminderSent', { reminderId: `r-${reminders}` }]]);
    expect(elapsedMs / HOUR).toBeCloseTo(36, 1);
    expect(mailed).toMatchObject([{ to: ['ada@home.example'], subject: 'Tea time' }]);
  });

  it.each([
    ['an hour ago', async () => (await lab.now()) - HOUR],
    ['before 1970', async () => -1],
  ])('that was due %s is sent at once', async (_, due) => {
    const { outcomes, elapsedMs } = await play({ dueAt: await due() });
    expect(outcomes).toMatchObject([['ReminderSent', {}]]);
    expect(elapsedMs).toBeLessThan(MINUTE);
  });

  it('that the mail server refuses permanently fails, because a retry would not help', async () => {
    const played = play({ dueAt: 0 }, undefined, () =>
      Promise.reject(ApplicationFailure.nonRetryable('mail: send was answered 550', 'MailRefusedError')),
    );
    await expect(played).rejects.toBeInstanceOf(WorkflowFailedError);
  });
});

describe.each([
  ['the signal', cancel],
  ["Temporal's own cancel", cancelInTemporal],
])('%s', (_, stop) => {
  it('cancels a reminder that waits, at once', async () => {
    const dueAt = (await lab.now()) + 36 * HOUR;
    const { outcomes, result, elapsedMs, attempts } = await play({ dueAt }, stop);
    expect(outcomes).toMatchObject([['ReminderCancelled', { reminderId: `r-${reminders}` }]]);
    expect(result).toMatchObject({ status: 'cancelled' });
    expect(elapsedMs).toBeLessThan(HOUR);
    expect(attempts).toBe(0);
  });

  it('cancels the sending while the mail server is down', async () => {
    const { outcomes, mailed, attempts } = await play(
      { dueAt: 0, to: 'ada@down.example' },
      async (acting) => {
        await acting.sleep(10 * MINUTE);
        await stop(acting);
      },
    );
    expect(outcomes).toMatchObject([['ReminderCancelled', {}]]);
    expect(attempts).toBeGreaterThan(3);
    expect(mailed).toEqual([]);
  });
});

it('a reminder in 9 years is sent then, by timers of which none is too long for a server', async () => {
  const dueAt = (await lab.now()) + 9 * YEAR;
  const { outcomes, elapsedMs, run } = await play({ dueAt });
  expect(outcomes).toMatchObject([['ReminderSent', {}]]);
  expect(elapsedMs / YEAR).toBeCloseTo(9, 3);
  const { events = [] } = await run.fetchHistory();
  const timers = events?.flatMap(({ timerStartedEventAttributes: timer }) => (timer ? [timer] : []));
  expect(
    timers?.map(({ startToFireTimeout }) => Number(startToFireTimeout?.seconds) / (YEAR / 1_000)),
  ).toEqual([4, 4, expect.closeTo(1, 3)]);
});
