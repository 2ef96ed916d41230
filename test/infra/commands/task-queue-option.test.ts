import { expect, it } from '@jest/globals';
import { defineApp } from '../../../infra/app/app.ts';
import { schedule } from '../../../infra/app/schedule.ts';
import { pollingOnly } from '../../../infra/commands/task-queue-option.ts';

async function report(): Promise<void> {}
const scheduledOn = (taskQueue: string) =>
  schedule(report, { id: `on-${taskQueue}`, cron: '0 9 * * *', workflowId: 'report', taskQueue, args: [] });
const app = defineApp({
  name: 'shop',
  routes: [],
  worker: { taskQueues: ['orders', 'reports'], workflowsPath: 'workflows.ts' },
  schedules: [scheduledOn('orders'), scheduledOn('reports')],
});

it('without a choice everything is polled', () => {
  expect(pollingOnly(app, {})).toEqual(app);
});

it('only what is chosen is polled, once, and only its schedules are put', () => {
  const { worker, schedules, foreignTaskQueues } = pollingOnly(app, { taskQueue: ['reports', 'reports'] });
  expect(foreignTaskQueues).toContain('orders');
  expect(worker).toEqual({ ...app.worker, taskQueues: ['reports'] });
  expect(schedules?.map(({ id }) => id)).toEqual(['on-reports']);
});

it('a task queue that the app does not have is a mistake that names those that it has', () => {
  expect(() => pollingOnly(app, { taskQueue: ['reports', 'ordres'] })).toThrow(
    expect.objectContaining({ exitCode: 2, message: '--task-queue ordres: shop has orders, reports' }),
  );
});
