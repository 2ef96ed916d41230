import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createOrderActivities, type OrderActivities } from '../../activities/order-activities.ts';
import { httpServices } from '../../activities/order-services.ts';
import type { OrderServices } from '../../activities/services.ts';
import type { OrderPlaced } from '../../schemas/generated/orders.ts';
import { addressIn } from '../infra/simulator/open-simulator.ts';

export const anOrder = (over: Partial<OrderPlaced> = {}): OrderPlaced => ({
  orderId: '1',
  customerId: 'c-1',
  email: 'ada@home.example',
  currency: 'EUR',
  items: [
    { sku: 'BOOK-1', quantity: 2, unitPriceMinor: 1_999 },
    { sku: 'PEN-1', quantity: 1, unitPriceMinor: 250 },
  ],
  address: addressIn('GB'),
  requiresApproval: true,
  placedAt: 0,
  ...over,
});

/** The activities as the workflow of the order `1` would run them. */
export function activitiesOn(services: Partial<OrderServices>, runId = 'run-1') {
  const workflowExecution = { workflowId: 'order-1', runId };
  const environment = new MockActivityEnvironment(
    { workflowExecution },
    { logger: new DefaultLogger('ERROR') },
  );
  const noMail = { send: () => Promise.reject(new Error('no mail server')) };
  const activities = createOrderActivities({
    ...httpServices({ baseUrl: 'http://unused.invalid' }),
    mailer: noMail,
    ...services,
  });
  return {
    environment,
    run: <R>(use: (activities: OrderActivities) => Promise<R>): Promise<R> =>
      environment.run(() => use(activities)),
  };
}
