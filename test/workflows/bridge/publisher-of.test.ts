import { expect, it } from '@jest/globals';
import { signal, signalWithStart, start } from '../../../consumers/bridge/command.ts';
import { defineOutcomes } from '../../../infra/app/app.ts';
import { GreetingCompleted } from '../../../schemas/generated/greetings.ts';
import { ReminderSent } from '../../../schemas/generated/reminders.ts';
import { publisherOf } from '../../../workflows/bridge/publisher-of.ts';
import { cancel } from '../../../workflows/messages.ts';
import { greeting } from '../../../workflows/greeting.ts';

const outcomes = defineOutcomes({
  'greetings.outcomes': [GreetingCompleted],
  'reminders.outcomes': [ReminderSent],
});
const publish = publisherOf<typeof outcomes>();
const sent: ReminderSent = { reminderId: 'r-1', sentAt: 1 };
const target = { workflowId: 'w', taskQueue: 'q' };

/** Never run: `npm run check` fails if one of these lines compiles, or if one above compiles no longer. */
const mistakesOfTypes = [
  () => publish('ReminderSent', sent),
  () => start(greeting, { ...target, args: [{ greetingId: 'g-1', name: 'Ana' }] }),
  () => start('GreetingWorkflow', { ...target, args: [1, 'two'] }),
  () => signal('cancel', { workflowId: 'w', args: [] }),

  // @ts-expect-error the name is misspelt
  () => publish('ReminderSend', sent),
  // @ts-expect-error the value is another record's
  () => publish('GreetingCompleted', sent),
  // @ts-expect-error a field is misspelt
  () => publish('ReminderSent', { reminderId: 'r-1', sendAt: 1 }),
  // @ts-expect-error the workflow takes other arguments
  () => start(greeting, { ...target, args: [1] }),
  // @ts-expect-error the signal takes other arguments
  () => signal(cancel, { workflowId: 'w', args: ['now'] }),
  // @ts-expect-error the arguments of the workflow are missing
  () => signalWithStart('GreetingWorkflow', cancel, { ...target, args: [] }),
];

it('outcomes keep the names of their records', () => {
  expect(Object.values(outcomes).flatMap(([type]) => type.name)).toEqual([
    'GreetingCompleted',
    'ReminderSent',
  ]);
  expect(mistakesOfTypes).toHaveLength(10);
});
