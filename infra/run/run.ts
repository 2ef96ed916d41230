import type { App } from '../app/app.ts';
import { shapeProblems } from '../app/load-app.ts';
import { isLoading } from '../app/loading.ts';
import { createLogger, type Logger } from '../logger.ts';
import { say } from '../output/print.ts';
import { loadConfig } from '../settings/config.ts';
import { BRIDGE_SETTINGS } from '../settings/settings.ts';
import { unknownSettings } from '../settings/unknown-settings.ts';
import { UserError } from '../user-error.ts';
import { exitCodeOf, type Ended, type Part } from './ended.ts';
import { runUntil } from './run-until.ts';
import { untilSignal } from './until-signal.ts';

export interface RunOptions {
  /** Runs the consumers or the worker alone. Default: both, as far as the app has them. */
  readonly only?: Part;
  /** As in the environment: `KTB_…` and `TEMPORAL_…`, see docs/settings.md. Default: `process.env`. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
  /**
   * Drains once it fires. With it, `run` is part of your own process: it handles no signals, sets no exit code, and
   * rejects if the bridge cannot start, or if an error stops it. Default: `run` owns the process, see there.
   */
  readonly signal?: AbortSignal;
  /** A pino logger. Default: JSON lines on stderr, readable ones on a terminal, at the level of `KTB_LOG_LEVEL`. */
  readonly log?: Logger;
}

/**
 * Runs an app: a whole bridge with its health endpoint and its logs, as `ktb run` does.
 *
 * Without a `signal` it owns the process: SIGINT, SIGTERM or SIGHUP drains it, and a second one ends it at once. The
 * exit code is that of `ktb run`: 0 drained, 1 could not start, 2 wrong settings, 4 stopped by an error that a retry
 * cannot fix, 5 not drained in time. Errors that the user can correct are one sentence on stderr, not a rejection.
 *
 * While a `ktb` command loads the file of an app to look at it, `run` in that file does nothing.
 *
 * @example
 * // app.ts, started by `node app.ts`
 * const app = defineApp({ … });
 * export default app;
 * if (import.meta.main) await run(app);
 *
 * @example
 * // As part of another process: the consumers alone, until `stop.abort()`.
 * const stop = new AbortController();
 * const ended = run(app, { only: 'consumers', signal: stop.signal, settings: { KTB_KAFKA_BROKERS: 'kafka:9092' } });
 */
export async function run(app: App, options: RunOptions = {}): Promise<Pick<Ended, 'drained'>> {
  if (isLoading()) return { drained: true };
  return options.signal ? runAsPart(app, options, options.signal) : runAsProcess(app, options);
}

async function runAsPart(app: App, options: RunOptions, signal: AbortSignal) {
  const { drained, cause } = await start(app, options, aborted(signal));
  if (cause) throw cause;
  return { drained };
}

async function runAsProcess(app: App, options: RunOptions) {
  try {
    const ended = await start(app, options, untilSignal());
    process.exitCode = exitCodeOf(ended);
    return { drained: ended.drained };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(`ktb: ${error.message}`);
    process.exitCode = error.exitCode;
    return { drained: true };
  } finally {
    // Handles that a library left open must not prevent the process from ending.
    setTimeout(() => process.exit(), EXIT_WITHIN_MS).unref();
  }
}

const EXIT_WITHIN_MS = 1_000;

async function start(app: App, options: RunOptions, until: Promise<string>): Promise<Ended> {
  const problems = shapeProblems(app);
  if (problems.length > 0) throw new UserError(`this is no app: ${problems.join('; ')}`, 2);
  const { only, settings = process.env } = options;
  const config = loadConfig({ ...settings });
  const log = options.log ?? createLogger(config.logLevel);
  for (const sentence of unknownSettings({ ...settings }, [BRIDGE_SETTINGS])) log.warn(sentence);
  return runUntil({ app, config, log, only, until });
}

const aborted = (signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => {
    const onAbort = () => resolve('aborted');
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
