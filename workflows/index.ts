/** Every workflow that a worker of this application runs; the bundle starts here. */
export { greeting } from './greeting.ts';
export { order } from './order.ts';
export { reminder } from './reminder.ts';
