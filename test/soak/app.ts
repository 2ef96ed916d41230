import { join } from 'node:path';
import { signalWithStart, start } from '../../consumers/bridge/command.ts';
import { route } from '../../consumers/bridge/route.ts';
import { defineApp } from '../../infra/app/app.ts';
import { Counted, Opened, TASK_QUEUE, TOPIC, workflowIdOf } from './records.ts';
import { count, counter } from './workflows.ts';

/** Two record types on one topic: one starts workflows, the other signals them, and starts those that were not. */
export const soakApp = defineApp({
  name: 'soak',
  routes: [
    route(TOPIC, Opened, ({ id }) =>
      start(counter, { workflowId: workflowIdOf(id), taskQueue: TASK_QUEUE, args: [id] }),
    ),
    route(TOPIC, Counted, (event) =>
      signalWithStart(counter, count, {
        workflowId: workflowIdOf(event.id),
        taskQueue: TASK_QUEUE,
        workflowArgs: [event.id],
        args: [event],
      }),
    ),
  ],
  worker: { taskQueues: [TASK_QUEUE], workflowsPath: join(import.meta.dirname, 'workflows.ts') },
});
