import { describe, expect, it } from '@jest/globals';
import { ignore, signal, start, type Command } from '../../../consumers/bridge/command.ts';
import { route } from '../../../consumers/bridge/route.ts';
import { appProblems } from '../../../infra/app/app-problems.ts';
import type { App } from '../../../infra/app/app.ts';
import { ordersApp } from '../../../infra/orders/app.ts';
import { loadOrdersConfig } from '../../../infra/orders/settings.ts';
import { recordType, type RecordSchema } from '../../../schemas/bridge/record-type.ts';
import { GreetingCompleted, GreetingRequested } from '../../../schemas/generated/greetings.ts';

const on = (taskQueue: string) => () => start('W', { workflowId: 'w', taskQueue, args: [] });
const app = (
  about: Partial<App> = {},
  toCommand: (event: GreetingRequested) => Command = on('mine'),
): App => ({
  name: 'greetings',
  routes: [route('greetings.requested', GreetingRequested, toCommand)],
  worker: { taskQueues: ['mine'], workflowsPath: 'workflows.ts' },
  ...about,
});
const withoutWorker = ({ worker: _, ...rest }: App): App => rest;
const schedule = { id: 's', cron: '0 9 * * *', workflowType: 'W', workflowId: 'w', args: [] };

it('finds nothing wrong with the order application', () => {
  expect(appProblems(ordersApp(loadOrdersConfig({})))).toEqual({ errors: [], warnings: [] });
});

describe('a task queue that no worker polls', () => {
  const BY_ROUTE =
    'route greetings.requested/greetings.v1.GreetingRequested starts a workflow on task queue "theirs", ';

  it('is an error if the app has a worker, and names the remedy', () => {
    expect(appProblems(app({}, on('theirs')))).toEqual({
      errors: [
        `${BY_ROUTE}which no worker of the app polls: add it to taskQueues of the worker, or to foreignTaskQueues if another application polls it`,
      ],
      warnings: [],
    });
  });

  it('is a warning if the app has none', () => {
    expect(appProblems(withoutWorker(app({}, on('theirs'))))).toEqual({
      errors: [],
      warnings: [
        `${BY_ROUTE}and the app has no worker: list it in foreignTaskQueues if another application polls it`,
      ],
    });
  });

  it('is meant if it is listed', () => {
    const listed = app({ foreignTaskQueues: ['theirs'] }, on('theirs'));
    for (const meant of [listed, withoutWorker(listed)])
      expect(appProblems(meant)).toEqual({ errors: [], warnings: [] });
  });

  it('is found in schedules', () => {
    expect(appProblems(app({ schedules: [{ ...schedule, taskQueue: 'theirs' }] })).errors).toEqual([
      expect.stringMatching(/^schedule s starts a workflow on task queue "theirs", which no worker/),
    ]);
  });

  it('is found behind a choice of the route', () => {
    const Choosing = recordType<{ id: string; express: boolean }>({
      type: 'record',
      name: 'Choosing',
      namespace: 'test.v1',
      fields: [
        { name: 'id', type: 'string' },
        { name: 'express', type: 'boolean' },
      ],
    });
    const routes = [
      route('choices', Choosing, ({ express }) => (express ? ignore('test') : on('theirs')())),
      route('failing', GreetingRequested, () => {
        throw new Error('not with made-up values');
      }),
      route('signals', GreetingCompleted, () => signal('s', { workflowId: 'w', args: [] })),
    ];
    expect(appProblems(app({ routes })).errors).toEqual([
      expect.stringMatching(/^route choices\/test.v1.Choosing starts .* "theirs"/),
    ]);
  });
});

it('schedules need a worker, which creates them', () => {
  const scheduling = withoutWorker(app({ schedules: [{ ...schedule, taskQueue: 'mine' }] }));
  expect(appProblems(scheduling).errors).toEqual([
    expect.stringMatching(/^the app has schedules, but no worker/),
  ]);
});

it('outcomes need keys, and different names', () => {
  const { key: _, ...schema } = GreetingCompleted.schema;
  const outcomes = { one: [recordType(schema as RecordSchema)], other: [GreetingCompleted] };
  expect(appProblems(app({ outcomes })).errors).toEqual([
    expect.stringMatching(/^outcome greetings.v1.GreetingCompleted on one: its schema names no key/),
    expect.stringMatching(/^outcome GreetingCompleted: 2 record types have this name/),
  ]);
});
