import { httpServices } from '../../../activities/order-services.ts';
import type { ServiceName } from '../../../activities/answers.ts';
import type { Call, Undone } from '../../../activities/services.ts';

/** What the steps ask for. All of it is undone again. */
export interface Sample {
  /** That is in stock. */
  readonly sku: string;
  /** ISO 4217, in which one hundred minor units may be charged. */
  readonly currency: string;
  /** ISO 3166, to which it may be shipped. */
  readonly country: string;
  /** That may buy. */
  readonly customerId: string;
}

/** One service, with its step and its undo. */
export interface Target {
  readonly service: ServiceName;
  /** The id that the service gave. */
  do(orderId: string, call: Call): Promise<string>;
  undo(orderId: string, call: Call): Promise<Undone>;
}

/** The services as the order application calls them. */
export function targetsAt(
  baseUrl: string,
  { sku, currency, country, customerId }: Sample,
): readonly Target[] {
  const { inventory, payments, shipping } = httpServices({ baseUrl });
  const address = { name: 'Ada', line1: 'Main St 1', city: 'Lisbon', postalCode: '1100', country };
  return [
    {
      service: 'inventory',
      do: async (orderId, call) => {
        const items = [{ sku, quantity: 1, unitPriceMinor: 100 }];
        return (await inventory.reserve({ orderId, customerId, items }, call)).reservationId;
      },
      undo: (orderId, call) => inventory.release({ orderId }, call),
    },
    {
      service: 'payments',
      do: async (orderId, call) =>
        (await payments.charge({ orderId, customerId, amountMinor: 100, currency }, call)).paymentId,
      undo: (orderId, call) => payments.refund({ orderId }, call),
    },
    {
      service: 'shipping',
      do: async (orderId, call) => (await shipping.ship({ orderId, customerId, address }, call)).shipmentId,
      undo: (orderId, call) => shipping.cancel({ orderId }, call),
    },
  ];
}
