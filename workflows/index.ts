/** Every workflow that a worker of this application runs; the bundle starts here. */
export { dailyReport } from './daily-report.ts';
export { catalogImport } from './catalog-import.ts';
export { mutex } from './mutex.ts';
export { order } from './order.ts';
export { orderBatch } from './order-batch.ts';
export { greeting } from './greeting.ts';
export { reminder } from './reminder.ts';
