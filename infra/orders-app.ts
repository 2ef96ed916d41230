import { extname, join } from 'node:path';
import { createImportActivities } from '../activities/import-page.ts';
import { createOrderActivities } from '../activities/order-activities.ts';
import { importRoutes } from '../consumers/imports.ts';
import { orderRoutes, type OrderRouteOptions } from '../consumers/orders.ts';
import { createSignallingActivities } from '../activities/signal-with-start.ts';
import { OUTCOMES } from '../schemas/contract.ts';
import { TASK_QUEUES } from '../workflows/messages.ts';
import { defineApp, type App } from './app.ts';
import type { Config } from './config.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';
import { connectServices } from './services.ts';

/** Order fulfilment, the application that the bridge comes with. */
export function ordersApp(config: Config, orders: OrderRouteOptions = config.orders): App {
  const services = connectServices(config);
  return defineApp({
    name: 'kafka-temporal-bridge',
    routes: [...orderRoutes(orders), ...importRoutes()],
    outcomes: OUTCOMES,
    worker: {
      taskQueues: Object.values(TASK_QUEUES),
      workflowsPath: join(import.meta.dirname, '..', 'workflows', `index${extname(import.meta.filename)}`),
      activities: ({ publisher, temporal }) => ({
        ...createOrderActivities(services),
        ...createImportActivities(publisher, config.imports.dir),
        ...createSignallingActivities(temporal),
      }),
      searchAttributes: SEARCH_ATTRIBUTES,
      close: () => services.close(),
    },
  });
}
