import { loadOrdersConfig } from '../../infra/orders/settings.ts';
import { defineApp } from '../../infra/app/app.ts';
import { ordersApp } from '../../infra/orders/app.ts';

/** Each page of the product has 250 lines: this is in the middle of the third one. */
const ACKNOWLEDGED = 600;

const app = ordersApp(loadOrdersConfig());

/** The application, with a broker that acknowledges 600 items and then nothing more: its page stays in the middle. */
export default defineApp({
  ...app,
  worker: {
    ...app.worker,
    activities(given) {
      let items = 0;
      return app.worker.activities!({
        ...given,
        publisher: {
          async publish(record, signal) {
            if (record.topic === 'catalog.items' && (items += 1) > ACKNOWLEDGED)
              return new Promise<never>(() => undefined);
            return given.publisher.publish(record, signal);
          },
        },
      });
    },
  },
});
