import {
  ActivityCancellationType,
  ActivityFailure,
  CancelledFailure,
  CancellationScope,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { ReminderActivities } from '../activities/reminder-activities.ts';
import type { ReminderRequested } from '../schemas/generated/reminders.ts';
import { cancelReminder, type ReminderResult } from './messages.ts';
import { publish } from './outcomes.ts';
import { UNLIMITED } from './retry-policies.ts';

/** A cancellation waits for the running attempt, because only its end shows whether the mail was sent. */
const { sendReminder } = proxyActivities<ReminderActivities>({
  ...UNLIMITED,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** Temporal's server silently cuts timers to 100 years: a later reminder needs several timers. */
const LONGEST_TIMER_MS = 4 * 365 * 24 * 60 * 60 * 1_000;

/** Sends a mail when it is due, at once if that is past, unless it is cancelled before the mail server accepts it. */
export async function reminder(request: ReminderRequested): Promise<ReminderResult> {
  const { reminderId } = request;
  // In the workflow's root scope, so that Temporal's cancel means the same as the signal.
  const cancellable = new CancellationScope();
  setHandler(cancelReminder, () => cancellable.cancel());
  const sent = await sentUnlessCancelled(request, cancellable);

  return CancellationScope.nonCancellable(async () => {
    if (sent) await publish('ReminderSent', { reminderId, sentAt: Date.now() });
    else await publish('ReminderCancelled', { reminderId, cancelledAt: Date.now() });
    return { reminderId, status: sent ? 'sent' : 'cancelled' };
  });
}

/** If the mail server refuses the mail permanently, the workflow fails, because a retry would not help. */
async function sentUnlessCancelled(request: ReminderRequested, scope: CancellationScope): Promise<boolean> {
  try {
    await scope.run(async () => {
      await sleepUntil(request.dueAt);
      await sendReminder(request);
    });
    return true;
  } catch (error) {
    const stopped = error instanceof CancelledFailure || error instanceof ActivityFailure;
    if (scope.consideredCancelled && stopped) return false;
    throw error;
  }
}

/** @param time milliseconds since 1970 */
async function sleepUntil(time: number): Promise<void> {
  for (let left = time - Date.now(); left > 0; left = time - Date.now()) {
    await sleep(Math.min(left, LONGEST_TIMER_MS));
  }
}
