/** Every workflow that a worker of this application runs; the bundle starts here. */
export { order } from './order.ts';
export { orderBatch } from './order-batch.ts';
