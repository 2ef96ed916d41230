import type { HttpServiceOptions } from './http.ts';
import { httpInventory } from './inventory.ts';
import { httpPayments } from './payments.ts';
import type { OrderServices } from './services.ts';
import { httpShipping } from './shipping.ts';

/** The HTTP services, all at one base URL. */
export const httpServices = (options: HttpServiceOptions): Omit<OrderServices, 'mailer'> => ({
  inventory: httpInventory(options),
  payments: httpPayments(options),
  shipping: httpShipping(options),
});
