import { GreetingRequested } from '../../schemas/generated/greetings.ts';
import { ReminderCancellationRequested, ReminderRequested } from '../../schemas/generated/reminders.ts';
import { reminderWorkflowId } from '../../workflows/messages.ts';
import type { SceneMaker } from './scene.ts';
import { until } from './until.ts';

const DAY = 24 * 60 * 60 * 1_000;

export const greetingScene: SceneMaker = (run) => {
  const greetingId = `${run}-greeting`;
  return {
    key: greetingId,
    title: 'greeting requested -> completed',
    expected: [
      {
        topic: 'greetings.outcomes',
        key: greetingId,
        type: 'GreetingCompleted',
        value: { message: 'Olá, Ada!' },
      },
    ],
    async play(stage) {
      await stage.write('greetings.requested', GreetingRequested, { greetingId, name: 'Ada' });
      stage.onSent(greetingId, 'requested');
    },
  };
};

const reminder = (reminderId: string, dueInMs: number): ReminderRequested => ({
  reminderId,
  to: 'ada@shop.example',
  subject: 'Tea time',
  body: 'The kettle is on.\n',
  dueAt: Date.now() + dueInMs,
});

export const reminderScene: SceneMaker = (run) => {
  const reminderId = `${run}-reminder`;
  return {
    key: reminderId,
    title: 'reminder due -> sent',
    expected: [{ topic: 'reminders.outcomes', key: reminderId, type: 'ReminderSent' }],
    async play(stage) {
      await stage.write('reminders.requested', ReminderRequested, reminder(reminderId, 2_000));
      stage.onSent(reminderId, 'requested');
    },
  };
};

export const cancelledReminderScene: SceneMaker = (run) => {
  const reminderId = `${run}-unwanted`;
  return {
    key: reminderId,
    title: 'reminder cancelled before it is due -> not sent',
    expected: [{ topic: 'reminders.outcomes', key: reminderId, type: 'ReminderCancelled' }],
    async play(stage) {
      await stage.write('reminders.requested', ReminderRequested, reminder(reminderId, DAY));
      stage.onSent(reminderId, 'requested');
      const handle = stage.temporal.workflow.getHandle(reminderWorkflowId(reminderId));
      // Topics are not ordered among each other, and a cancellation that comes first has no effect.
      await until(stage, () =>
        handle.describe().then(
          () => true,
          () => false,
        ),
      );
      await stage.write('reminders.cancellations', ReminderCancellationRequested, {
        reminderId,
        requestedBy: 'ada',
        requestedAt: Date.now(),
      });
      stage.onSent(reminderId, 'cancelled');
    },
  };
};
