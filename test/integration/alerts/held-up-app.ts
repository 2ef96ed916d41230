import { start } from '../../../consumers/bridge/command.ts';
import { route } from '../../../consumers/bridge/route.ts';
import { defineApp } from '../../../infra/app/app.ts';
import { GreetingRequested } from '../../../schemas/generated/greetings.ts';

/** An app with a bug: Temporal's converter cannot write a big integer into a memo. */
export default defineApp({
  name: 'held-up',
  foreignTaskQueues: ['nowhere'],
  routes: [
    route('alerts.held-up', GreetingRequested, ({ greetingId }) =>
      start('never', {
        workflowId: `held-up-${greetingId}`,
        taskQueue: 'nowhere',
        args: [],
        memo: { total: 1n },
      }),
    ),
  ],
});
