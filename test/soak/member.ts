/** One process of the soak: the product's consumers, or its worker, with the soak's app. */
import { loadConfig } from '../../infra/settings/config.ts';
import { createLogger } from '../../infra/logger.ts';
import { startConsumers } from '../../infra/run/start-consumers.ts';
import { startWorker } from '../../infra/run/start-worker.ts';
import { untilSignal } from '../../infra/run/until-signal.ts';
import { soakApp } from './app.ts';

const config = loadConfig();
const log = createLogger(config.logLevel);
const crashed = Promise.withResolvers<void>();
const onCrash = (cause: Error) => {
  log.fatal({ err: cause }, 'crashed');
  crashed.resolve();
};

// Whoever started it is gone.
process.on('disconnect', () => process.exit(1));
process.on('message', () => {
  global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.(heapUsed + external);
});
const start = process.argv[2] === 'worker' ? startWorker : startConsumers;
const running = await start({ app: soakApp, config, log, onCrash });
process.send?.('ready');
await Promise.race([untilSignal(), crashed.promise]);
const { drained } = await running.stop(Date.now() + 20_000);
process.exit(drained ? 0 : 5);
