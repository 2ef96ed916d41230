import type { ReminderRequested } from '../schemas/generated/reminders.ts';
import type { OrderServices } from './services.ts';
import { callFor } from './step-call.ts';

export type ReminderActivities = ReturnType<typeof createReminderActivities>;

export function createReminderActivities({ mailer }: Pick<OrderServices, 'mailer'>) {
  return {
    /** A retry keeps the Message-ID of the mail. Errors are those of `failures.ts`. */
    async sendReminder({ reminderId, to, subject, body }: ReminderRequested): Promise<void> {
      await mailer.send({ to, subject, text: body, reminderId }, callFor('reminder'));
    },
  };
}
