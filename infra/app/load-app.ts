import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { App } from './app.ts';
import { whileLoading } from './loading.ts';
import { reasonOf, UserError } from '../user-error.ts';

const RecordTypes = z.record(
  z.string(),
  z.array(z.object({ fullName: z.string(), schema: z.object({}) })).readonly(),
);

const Shape = z.object({
  name: z.string().min(1),
  reader: z.string().min(1).optional(),
  routes: z.array(
    z.object({ topic: z.string(), type: z.object({ fullName: z.string() }), toCommand: z.function() }),
  ),
  outcomes: RecordTypes.optional(),
  worker: z
    .object({
      taskQueues: z.array(z.string().min(1)).min(1),
      workflowsPath: z.string().refine(existsSync, 'there is no such file'),
      workflowBundle: z.string().refine(existsSync, 'there is no such file').optional(),
      activities: z.function().optional(),
      searchAttributes: z.array(z.string()).optional(),
      close: z.function().optional(),
    })
    .optional(),
  foreignTaskQueues: z.array(z.string().min(1)).optional(),
  schedules: z
    .array(
      z.object({
        id: z.string().min(1),
        cron: z.string().min(1),
        timeZone: z.string().min(1).optional(),
        workflowType: z.string().min(1),
        workflowId: z.string().min(1),
        taskQueue: z.string().min(1),
        args: z.array(z.unknown()),
      }),
    )
    .optional(),
});

/**
 * Loads the app that is the default export of a file, without running it. Throws a `UserError` that names the file and
 * the mistake.
 */
export async function loadApp(file: string): Promise<App> {
  const path = resolve(file);
  if (!existsSync(path)) throw new UserError(`--app ${file}: there is no such file`, 2);
  const { default: app } = (await whileLoading(() => import(pathToFileURL(path).href)).catch(
    (error: unknown) => {
      throw new UserError(`--app ${file} cannot be loaded: ${reasonOf(error)}`, 2, { cause: error });
    },
  )) as { default?: unknown };
  if (app === undefined)
    throw new UserError(`--app ${file} has no default export: export the result of defineApp`, 2);
  const problems = shapeProblems(app);
  if (problems.length > 0) throw new UserError(`--app ${file} exports no app: ${problems.join('; ')}`, 2);
  return app as App;
}

/** Why a value is not an app, with the place of each mistake. For apps in JavaScript; TypeScript finds them earlier. */
export function shapeProblems(app: unknown): string[] {
  const checked = Shape.safeParse(app);
  return checked.success
    ? []
    : checked.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
}
