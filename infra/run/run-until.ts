import { race } from '../../consumers/bridge/race.ts';
import { appProblems } from '../app/app-problems.ts';
import type { App } from '../app/app.ts';
import { doneBy } from '../done-by.ts';
import type { Logger } from '../logger.ts';
import { startObserving } from '../observe/listen.ts';
import type { Config } from '../settings/config.ts';
import type { Ended, Part } from './ended.ts';
import type { Running, StartOptions } from './running.ts';
import { watchKafka, watchTemporal, type Watch } from './watch.ts';

export interface RunParts {
  readonly app: App;
  readonly config: Config;
  readonly log: Logger;
  /** Default: both, if the app has both. */
  readonly only?: Part | undefined;
  /** Resolves with the reason to drain. */
  readonly until: Promise<string>;
}

/**
 * Runs an app, with its health endpoint, until it is asked to end or an error stops it, and drains it. Throws a
 * `UserError` if it cannot start.
 */
export async function runUntil({ app, config, log, only, until }: RunParts): Promise<Ended> {
  for (const sentence of appProblems(app).warnings) log.warn(sentence);
  const part = partOf(app, only);
  const start = await startOf(part);
  const crashed = Promise.withResolvers<Error>();
  const { observer, close } = await startObserving(config.health, log);
  observer.expect({
    routes: part === 'worker' ? [] : app.routes,
    outcomes: part === 'consumers' ? {} : (app.outcomes ?? {}),
  });
  const watches: Watch[] = [];
  const onCrash = (cause: Error) => {
    observer.crashed(cause);
    log.fatal({ err: cause }, 'stopped by an error that a retry cannot fix');
    crashed.resolve(cause);
  };
  try {
    const starting = start({ app, config, log, observer, onCrash });
    const early = await race([starting.then(() => undefined), until]);
    if (early !== undefined) {
      log.info({ why: early }, 'stopped before it was ready');
      if (!(await doneBy(Date.now() + START_MAY_END_WITHIN_MS, starting))) {
        void starting.then((late) => late.stop(Date.now() + config.drainWithinMs)).catch(() => undefined);
        return { drained: true };
      }
    }
    const running = await starting;
    if (early === undefined) {
      watches.push(watchTemporal(config.temporal, log));
      if (part === 'worker') watches.push(watchKafka(config.kafka, log));
      for (const { breaker } of watches) observer.watch(breaker);
      observer.running();
      log.info('ready');
    }
    const why = early ?? (await race([until, crashed.promise]));
    observer.draining();
    const drained = await drain(running, log, why, config.drainWithinMs);
    return { drained, ...(why instanceof Error && { cause: why }) };
  } finally {
    await Promise.allSettled([...watches.map((watch) => watch.stop()), close()]);
  }
}

/** An interrupted start may still leave the consumer group in order, so that the group need not wait for a timeout. */
const START_MAY_END_WITHIN_MS = 5_000;

async function drain(running: Running, log: Logger, why: string | Error, withinMs: number): Promise<boolean> {
  log.info({ why: why instanceof Error ? 'crash' : why }, 'draining');
  const { drained } = await running.stop(Date.now() + withinMs);
  if (drained) log.info('drained');
  else log.warn('not drained in time: records in flight stay uncommitted and are delivered again');
  return drained;
}

type Start = (options: StartOptions) => Promise<Running>;

const partOf = ({ routes, worker }: App, only: Part | undefined): Part | 'both' =>
  only ?? (!worker ? 'consumers' : routes.length === 0 ? 'worker' : 'both');

/** Each part is loaded only if it runs, because the worker's native core needs time and memory. */
async function startOf(part: Part | 'both'): Promise<Start> {
  switch (part) {
    case 'consumers':
      return (await import('./start-consumers.ts')).startConsumers;
    case 'worker':
      return (await import('./start-worker.ts')).startWorker;
    case 'both':
      return (await import('./start-all.ts')).startAll;
  }
}
