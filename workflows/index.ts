/** Every workflow that a worker of this application runs; the bundle starts here. */
export { catalogImport } from './catalog-import.ts';
export { mutex } from './mutex.ts';
export { order } from './order.ts';
