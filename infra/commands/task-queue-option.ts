import { Option } from 'commander';
import type { App } from '../app/app.ts';
import { UserError } from '../user-error.ts';

export interface TaskQueueOption {
  readonly taskQueue?: readonly string[];
}

export const taskQueueOption = () =>
  new Option('--task-queue <name>', 'poll only this one of the app; may be given several times').argParser<
    string[] | undefined
  >((name, before) => [...(before ?? []), name]);

/** The app with only these task queues and their schedules. Default: all. */
export function pollingOnly(app: App, { taskQueue: names }: TaskQueueOption): App {
  if (names === undefined) return app;
  const { worker, schedules = [], foreignTaskQueues = [] } = app;
  const queues = worker?.taskQueues ?? [];
  const unknown = names.find((name) => !queues.includes(name));
  if (!worker || unknown !== undefined)
    throw new UserError(
      `--task-queue ${unknown ?? ''}: ${app.name} has ${queues.join(', ') || 'no worker'}`,
      2,
    );
  return {
    ...app,
    worker: { ...worker, taskQueues: [...new Set(names)] },
    // Another process of this app polls the others.
    foreignTaskQueues: [...foreignTaskQueues, ...queues],
    schedules: schedules.filter(({ taskQueue }) => names.includes(taskQueue)),
  };
}
