/** `kafka-temporal-bridge/orders`: order fulfilment, the application that comes with the bridge, and its records. */
export { ordersApp } from './app.ts';
export { loadOrdersConfig, type OrdersConfig } from './settings.ts';
export * from '../../schemas/generated/orders.ts';
