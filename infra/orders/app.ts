import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { greet } from '../../activities/greet.ts';
import { createImportActivities } from '../../activities/import-page.ts';
import { createOrderActivities } from '../../activities/order-activities.ts';
import { createReminderActivities } from '../../activities/reminder-activities.ts';
import { createReportActivities } from '../../activities/report-activities.ts';
import { createSignallingActivities } from '../../activities/signal-with-start.ts';
import { batchRoutes } from '../../consumers/batches.ts';
import { greetingRoutes } from '../../consumers/greetings.ts';
import { importRoutes } from '../../consumers/imports.ts';
import { orderRoutes, type OrderRouteOptions } from '../../consumers/orders.ts';
import { reminderRoutes } from '../../consumers/reminders.ts';
import { OUTCOMES } from '../../schemas/contract.ts';
import { dailyReport } from '../../workflows/daily-report.ts';
import { TASK_QUEUES } from '../../workflows/messages.ts';
import { defineApp, type AppWithWorker } from '../app/app.ts';
import type { OrdersConfig } from './settings.ts';
import { schedule } from '../app/schedule.ts';
import { ORDER_SEARCH_ATTRIBUTES } from './search-attributes.ts';
import { connectServices } from './services.ts';
import { unresolvedCounter } from './undo-metrics.ts';

/** The build puts it into the package; a checkout has none. */
const BUNDLE = join(import.meta.dirname, '..', '..', 'workflow-bundle.js');

/** Frozen: id of the schedule in Temporal. */
export const DAILY_REPORT_SCHEDULE = 'daily-report-schedule';

/** Order fulfilment, the application that comes with the bridge. */
export function ordersApp(config: OrdersConfig, orders: OrderRouteOptions = config.orders): AppWithWorker {
  const services = connectServices(config);
  return defineApp({
    name: 'kafka-temporal-bridge',
    routes: [
      ...orderRoutes(orders),
      ...batchRoutes(orders),
      ...greetingRoutes(),
      ...reminderRoutes(),
      ...importRoutes(),
    ],
    outcomes: OUTCOMES,
    worker: {
      taskQueues: Object.values(TASK_QUEUES),
      workflowsPath: join(
        import.meta.dirname,
        '..',
        '..',
        'workflows',
        `index${extname(import.meta.filename)}`,
      ),
      ...(existsSync(BUNDLE) && { workflowBundle: BUNDLE }),
      activities: ({ publisher, temporal, metrics }) => ({
        ...createOrderActivities(services, unresolvedCounter(metrics)),
        greet,
        ...createReminderActivities(services),
        ...createReportActivities(temporal),
        ...createImportActivities(publisher, config.imports.dir),
        ...createSignallingActivities(temporal),
      }),
      searchAttributes: ORDER_SEARCH_ATTRIBUTES,
      close: () => services.close(),
    },
    schedules: [dailyReportAt(config.reports.timeZone)],
  });
}

const dailyReportAt = (timeZone: string) =>
  schedule(dailyReport, {
    id: DAILY_REPORT_SCHEDULE,
    cron: '0 9 * * *',
    timeZone,
    workflowId: 'daily-report',
    taskQueue: TASK_QUEUES.reports,
    args: [{ timeZone }],
  });
