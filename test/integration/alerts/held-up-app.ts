import { join } from 'node:path';
import { signalWithStart, start } from '../../../consumers/bridge/command.ts';
import { route } from '../../../consumers/bridge/route.ts';
import { defineApp } from '../../../infra/app/app.ts';
import { GreetingRequested } from '../../../schemas/generated/greetings.ts';

/**
 * An app with bugs: a route gives a time that Temporal's client cannot read, a workflow has no handler for what its route
 * sends, and another one has a handler that never ends.
 */
export default defineApp({
  name: 'held-up',
  foreignTaskQueues: ['nowhere'],
  routes: [
    route('alerts.held-up', GreetingRequested, ({ greetingId, name }) =>
      name === 'held-up'
        ? start('never', {
            workflowId: `held-up-${greetingId}`,
            taskQueue: 'nowhere',
            args: [],
            workflowRunTimeout: 'soon' as '1s',
          })
        : signalWithStart(name, 'work', {
            ...{ workflowId: `${name}-${greetingId}`, taskQueue: 'alerts', workflowArgs: [], args: [] },
          }),
    ),
  ],
  worker: {
    taskQueues: ['alerts'],
    workflowsPath: join(import.meta.dirname, 'held-up-workflows.ts'),
  },
});
