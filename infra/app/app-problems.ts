import { routeProblems } from '../../consumers/bridge/route-problems.ts';
import type { App } from './app.ts';
import { probe } from './route-probe.ts';

/** The mistakes of an app that can be found without a server, one sentence each. */
export interface AppProblems {
  /** The app does not start with these. */
  readonly errors: readonly string[];
  /** These may be intended. */
  readonly warnings: readonly string[];
}

export function appProblems(app: App): AppProblems {
  const { routes, worker, outcomes = {} } = app;
  const unpolled = unpolledQueues(app);
  return {
    errors: [
      ...(routes.length === 0 && worker ? [] : routeProblems(routes)),
      ...Object.entries(outcomes).flatMap(([topic, types]) =>
        types
          .filter(({ schema }) => schema.key === undefined)
          .map(({ fullName }) => keyless(topic, fullName)),
      ),
      ...ambiguousOutcomes(app),
      ...(worker ? unpolled : schedulesWithoutWorker(app)),
    ],
    warnings: worker ? [] : unpolled,
  };
}

const keyless = (topic: string, fullName: string) =>
  `outcome ${fullName} on ${topic}: its schema names no key, and records without a key have no order: add "key" to the schema`;

const ambiguousOutcomes = ({ outcomes = {} }: App): string[] =>
  [...Map.groupBy(Object.values(outcomes).flat(), ({ name }) => name)]
    .filter(([, same]) => same.length > 1)
    .map(
      ([name, same]) =>
        `outcome ${name}: ${same.length} record types have this name, by which workflows choose one: rename all but one`,
    );

const schedulesWithoutWorker = ({ schedules = [] }: App): string[] =>
  schedules.length === 0
    ? []
    : ['the app has schedules, but no worker that would create them: add a worker, or leave them out'];

/** A workflow on a task queue that no worker polls waits for ever, without an error. */
function unpolledQueues({ routes, worker, schedules = [], foreignTaskQueues = [] }: App): string[] {
  const known = new Set([...(worker?.taskQueues ?? []), ...foreignTaskQueues]);
  const remedy = worker
    ? 'which no worker of the app polls: add it to taskQueues of the worker, or to foreignTaskQueues if another application polls it'
    : 'and the app has no worker: list it in foreignTaskQueues if another application polls it';
  const started = probe(routes).flatMap(({ route, command }) =>
    'taskQueue' in command ? [{ by: `route ${route}`, taskQueue: command.taskQueue }] : [],
  );
  const scheduled = schedules.map(({ id, taskQueue }) => ({ by: `schedule ${id}`, taskQueue }));
  const sentences = [...started, ...scheduled]
    .filter(({ taskQueue }) => !known.has(taskQueue))
    .map(
      ({ by, taskQueue }) => `${by} starts a workflow on task queue ${JSON.stringify(taskQueue)}, ${remedy}`,
    );
  return [...new Set(sentences)];
}
