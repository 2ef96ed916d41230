import { existsSync } from 'node:fs';
import { Command } from 'commander';
import type { App, AppWithWorker } from '../app/app.ts';
import type { AppProblems } from '../app/app-problems.ts';
import { print, printJson, say } from '../output/print.ts';
import { reasonOf, UserError } from '../user-error.ts';
import { appOption, type AppOption } from './app-option.ts';

const HELP = `
It finds what would stop the app at start-up, or would wait for ever: keys that are no fields, task queues that no worker
polls, workflows that are not there or cannot be bundled, outcomes that the app does not list. Routes are pure, so
they are asked with made-up events. Topics, schemas and search attributes need servers: \`ktb run\` checks them.

Exit codes: 0 nothing is wrong; 1 something is; 2 wrong usage or settings.`;

/** `ktb check`. */
export const checkCommand = () =>
  new Command('check')
    .description('Find the mistakes of an app without a server.')
    .addOption(appOption())
    .option('--json', 'one JSON line: ok, errors, warnings')
    .addHelpText('after', HELP)
    .action(async ({ json, ...options }: AppOption & { json?: boolean }) => {
      const { errors, warnings } = await problemsOf(options);
      const ok = errors.length === 0;
      if (json) printJson({ ok, errors, warnings });
      else {
        for (const sentence of errors) say(`error: ${sentence}`);
        for (const sentence of warnings) say(`warning: ${sentence}`);
        if (ok) print('ok');
      }
      process.exitCode = ok ? 0 : 1;
    });

async function problemsOf(options: AppOption): Promise<AppProblems> {
  const app = await appOf(options);
  if (typeof app === 'string') return { errors: [app], warnings: [] };
  const { appProblems } = await import('../app/app-problems.ts');
  const { errors, warnings } = appProblems(app);
  const ofWorkflows = hasWorker(app)
    ? await (await import('../run/workflow-problems.ts')).workflowProblems(app)
    : [];
  return { errors: [...errors, ...ofWorkflows], warnings };
}

/** The app, or the error that prevents it from loading, which counts as a mistake of the app. */
async function appOf({ app: file }: AppOption): Promise<App | string> {
  if (file === undefined) {
    const [{ ordersApp }, { loadOrdersConfig }] = await Promise.all([
      import('../orders/app.ts'),
      import('../orders/settings.ts'),
    ]);
    return ordersApp(loadOrdersConfig());
  }
  const { loadApp } = await import('../app/load-app.ts');
  if (!existsSync(file)) throw new UserError(`--app ${file}: there is no such file`, 2);
  return loadApp(file).catch(reasonOf);
}

const hasWorker = (app: App): app is AppWithWorker => app.worker !== undefined;
