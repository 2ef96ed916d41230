/** Every workflow that a worker of this application runs; the bundle starts here. */
export { order } from './order.ts';
