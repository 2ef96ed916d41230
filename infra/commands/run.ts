import { Command } from 'commander';
import { appOption, configuredApp, type AppOption } from './app-option.ts';
import { createLogger } from '../logger.ts';
import { CRASHED, exitCodeOf, NOT_DRAINED, type Part } from '../run/ended.ts';
import { tableOf } from '../settings/setting.ts';
import { BRIDGE_SETTINGS } from '../settings/settings.ts';
import { pollingOnly, taskQueueOption, type TaskQueueOption } from './task-queue-option.ts';
import { unknownSettings } from '../settings/unknown-settings.ts';
import { untilSignal } from '../run/until-signal.ts';

const HELP = `
Exit codes: 0 drained after SIGINT, SIGTERM or SIGHUP; 1 could not start; 2 wrong usage or settings; ${CRASHED} stopped
by an error that a retry cannot fix; ${NOT_DRAINED} the drain took too long, so uncommitted records are delivered again;
129, 130 or 143 after a second signal.

Settings (environment); Temporal's are its own: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS…
${tableOf(BRIDGE_SETTINGS)
  .map(({ name, meaning }) => `  ${name.padEnd(26)}${meaning}`)
  .join('\n')}
The order application has its own settings, see docs/settings.md.`;

const command = (name: string, description: string, only?: Part) =>
  new Command(name)
    .description(description)
    .addOption(appOption())
    .addHelpText('after', HELP)
    .action(async (options: AppOption & TaskQueueOption) => runUntilSignal(only, options));

export const runCommand = () =>
  command('run', 'Run the consumers and the worker in one process.').addOption(taskQueueOption());

export const consumersCommand = () => command('consumers', 'Run the Kafka consumers alone.', 'consumers');

export const workerCommand = () =>
  command('worker', 'Run the Temporal worker alone.', 'worker').addOption(taskQueueOption());

/** Runs an app until a signal or a crash, drains it, and sets the exit code. */
async function runUntilSignal(only: Part | undefined, options: AppOption & TaskQueueOption): Promise<void> {
  const { app: whole, config, settings } = await configuredApp(options);
  const app = pollingOnly(whole, options);
  const log = createLogger(config.logLevel);
  for (const sentence of unknownSettings(process.env, settings)) log.warn(sentence);
  const until = untilSignal();
  const { runUntil } = await import('../run/run-until.ts');
  process.exitCode = exitCodeOf(await runUntil({ app, config, log, only, until }));
}
