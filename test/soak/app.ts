import { join } from 'node:path';
import { ignore, signalWithStart, start } from '../../consumers/bridge/command.ts';
import { route } from '../../consumers/bridge/route.ts';
import { defineApp } from '../../infra/app/app.ts';
import { COMPACTED, Counted, Filler, Opened, TASK_QUEUE, TOPIC, workflowIdOf } from './records.ts';
import { count, counter } from './workflows.ts';

/** Two record types on each topic: one starts workflows, the other signals them, and starts those that were not. */
export const soakApp = defineApp({
  name: 'soak',
  routes: [
    ...[TOPIC, COMPACTED].flatMap((topic) => [
      route(topic, Opened, ({ id }) =>
        start(counter, { workflowId: workflowIdOf(id), taskQueue: TASK_QUEUE, args: [id] }),
      ),
      route(topic, Counted, (event) =>
        signalWithStart(counter, count, {
          workflowId: workflowIdOf(event.id),
          taskQueue: TASK_QUEUE,
          workflowArgs: [event.id],
          args: [event],
        }),
      ),
    ]),
    route(COMPACTED, Filler, () => ignore('filler')),
  ],
  worker: { taskQueues: [TASK_QUEUE], workflowsPath: join(import.meta.dirname, 'workflows.ts') },
});
