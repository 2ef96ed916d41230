import { z } from 'zod';
import { GreetingRequested } from '../schemas/generated/greetings.ts';
import { greeting } from '../workflows/greeting.ts';
import { greetingWorkflowId, TASK_QUEUES } from '../workflows/messages.ts';
import { start } from './bridge/command.ts';
import { route, type Route } from './bridge/route.ts';
import { Id, Name, rulesOf } from './rules.ts';

export const checkGreeting = rulesOf<GreetingRequested>(
  z.object({ greetingId: Id, name: Name.regex(/\S/, 'must not be empty') }),
);

export const greetingRoutes = (): Route[] => [
  route('greetings.requested', GreetingRequested, startGreeting, { check: checkGreeting }),
];

/** The command for an event; a client that starts a greeting itself uses the same. */
export const startGreeting = (event: GreetingRequested) =>
  start(greeting, {
    workflowId: greetingWorkflowId(event.greetingId),
    taskQueue: TASK_QUEUES.orders,
    args: [event],
  });
