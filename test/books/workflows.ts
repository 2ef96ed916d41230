export { order } from '../../workflows/order.ts';
