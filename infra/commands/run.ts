import { Command } from 'commander';
import { appOption, configuredApp, type AppOption } from './app-option.ts';
import { createLogger, type Logger } from '../logger.ts';
import { doneBy } from '../done-by.ts';
import type { Running, RunOptions } from '../run/running.ts';
import { tableOf } from '../settings/setting.ts';
import { BRIDGE_SETTINGS } from '../settings/settings.ts';
import { pollingOnly, taskQueueOption, type TaskQueueOption } from './task-queue-option.ts';
import { unknownSettings } from '../settings/unknown-settings.ts';
import { untilSignal } from '../run/until-signal.ts';

/** Exit codes of a part that was up. */
const CRASHED = 4;
const NOT_DRAINED = 5;

const HELP = `
Exit codes: 0 drained after SIGINT or SIGTERM; 1 could not start; 2 wrong usage or settings; ${CRASHED} stopped by an
error that it cannot mend; ${NOT_DRAINED} the drain took too long, what was left comes again; 130 or 143 at a second signal.

Settings (environment); Temporal's are its own: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS…
${tableOf(BRIDGE_SETTINGS)
  .map(({ name, meaning }) => `  ${name.padEnd(26)}${meaning}`)
  .join('\n')}
The order application has settings of its own, see docs/settings.md.`;

type Start = (options: RunOptions) => Promise<Running>;

const command = (name: string, description: string, start: () => Promise<Start>) =>
  new Command(name)
    .description(description)
    .addOption(appOption())
    .addHelpText('after', HELP)
    .action(async (options: AppOption & TaskQueueOption) => runUntilSignal(await start(), options));

export const runCommand = () =>
  command(
    'run',
    'Run the consumers and the worker in one process.',
    async () => (await import('../run/start-all.ts')).startAll,
  ).addOption(taskQueueOption());

export const consumersCommand = () =>
  command(
    'consumers',
    'Run the Kafka consumers alone.',
    async () => (await import('../run/start-consumers.ts')).startConsumers,
  );

export const workerCommand = () =>
  command(
    'worker',
    'Run the Temporal worker alone.',
    async () => (await import('../run/start-worker.ts')).startWorker,
  ).addOption(taskQueueOption());

/** Runs one part until a signal or a crash, drains it, and ends the process with the code that says which. */
async function runUntilSignal(start: Start, options: AppOption & TaskQueueOption): Promise<void> {
  const { app: whole, config, settings } = await configuredApp(options);
  const app = pollingOnly(whole, options);
  const log = createLogger(config.logLevel);
  for (const sentence of unknownSettings(process.env, settings)) log.warn(sentence);
  const crashed = Promise.withResolvers<'crash'>();
  const signalled = untilSignal();
  const { startObserving } = await import('../observe/listen.ts');
  const { observer, close } = await startObserving(config.health, log);
  const onCrash = (cause: Error) => {
    observer.crashed(cause);
    log.fatal({ err: cause }, 'stopped by an error that it cannot mend');
    crashed.resolve('crash');
  };

  const starting = start({ app, config, log, observer, onCrash });
  const early = await Promise.race([starting.then(() => undefined), signalled]);
  if (early) {
    log.info({ why: early }, 'stopped before it was ready');
    if (!(await doneBy(Date.now() + START_MAY_END_WITHIN_MS, starting))) return;
  }
  const running = await starting;
  if (!early) {
    observer.running();
    log.info('ready');
  }
  const why = early ?? (await Promise.race([signalled, crashed.promise]));
  observer.draining();
  const drained = await drain(running, log, why, config.drainWithinMs);
  await close();
  process.exitCode = why === 'crash' ? CRASHED : drained ? 0 : NOT_DRAINED;
}

/** A start that a signal interrupts may still leave in good order: a group that a member leaves goes on at once. */
const START_MAY_END_WITHIN_MS = 5_000;

async function drain(running: Running, log: Logger, why: string, withinMs: number): Promise<boolean> {
  log.info({ why }, 'draining');
  const { drained } = await running.stop(Date.now() + withinMs);
  if (drained) log.info('drained');
  else log.warn('not drained in time: what was under way stays uncommitted and comes again');
  return drained;
}
