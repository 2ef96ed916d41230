import type { ReminderRequested } from '../schemas/generated/reminders.ts';

/** A reminder like any other. */
export const aReminder = (about: Partial<ReminderRequested> = {}): ReminderRequested => ({
  reminderId: 'r-1',
  to: 'ada@home.example',
  subject: 'Tea time',
  body: 'The kettle is on.',
  dueAt: 1_767_225_600_000,
  ...about,
});
