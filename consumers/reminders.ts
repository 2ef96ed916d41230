import { z } from 'zod';
import { ReminderCancellationRequested, ReminderRequested } from '../schemas/generated/reminders.ts';
import { cancelReminder, reminderWorkflowId, TASK_QUEUES } from '../workflows/messages.ts';
import { reminder } from '../workflows/reminder.ts';
import { signal, start } from './bridge/command.ts';
import { route, type Route } from './bridge/route.ts';
import { Email, Id, Name, rulesOf, text } from './rules.ts';

/** Rejects a time that was sent in microseconds by mistake. */
const END_OF_YEAR_9999 = Date.UTC(10_000, 0) - 1;

const Requested = z.object({
  reminderId: Id,
  to: Email.max(320, 'must not exceed 320 characters'),
  // A line break in a header would start another header.
  subject: Name.regex(/^\P{Cc}*$/u, 'must be one line without control characters'),
  body: text(100_000),
  dueAt: z.number().max(END_OF_YEAR_9999, 'must not be after the year 9999, in milliseconds since 1970'),
});

const CancellationRequested = z.object({ reminderId: Id, requestedBy: Name });

/**
 * Reminders and their cancellations. A cancellation without its request has nothing to cancel, so it does not start
 * a reminder: before the request it is dead-lettered as `early`, after the reminder's end as `late`.
 */
export const reminderRoutes = (): Route[] => [
  route(
    'reminders.requested',
    ReminderRequested,
    (event) =>
      start(reminder, {
        workflowId: reminderWorkflowId(event.reminderId),
        taskQueue: TASK_QUEUES.orders,
        args: [event],
      }),
    { check: rulesOf<ReminderRequested>(Requested) },
  ),
  route(
    'reminders.cancellations',
    ReminderCancellationRequested,
    (event) => signal(cancelReminder, { workflowId: reminderWorkflowId(event.reminderId), args: [event] }),
    { check: rulesOf<ReminderCancellationRequested>(CancellationRequested) },
  ),
];
