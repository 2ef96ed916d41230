import type { PageInput } from '../../activities/import-page.ts';
import type { OutcomeInput } from '../../activities/bridge/publish-outcome.ts';
import { createSignallingActivities } from '../../activities/signal-with-start.ts';
import type { ImportInput, ImportResult } from '../../workflows/import-messages.ts';
import { importWorkflowId } from '../../workflows/import-messages.ts';
import { TASK_QUEUES } from '../../workflows/messages.ts';
import { eventually } from '../eventually.ts';
import { startTimeSkipping, workerOn } from './time-skipping.ts';

/** Imports and locks on a server that skips time; pages are what a test says they are. */
export async function startImportsLab() {
  const env = await startTimeSkipping();
  const outcomes: [string, object][] = [];
  const pages: PageInput[] = [];
  let importPage: (input: PageInput) => Promise<unknown> = async () => undefined;
  const worker = await workerOn(env, TASK_QUEUES.imports, {
    ...createSignallingActivities(env.client),
    publishOutcome: async ({ name, value }: OutcomeInput) => void outcomes.push([name, value]),
    importPage: (input: PageInput) => {
      pages.push(input);
      return importPage(input);
    },
  });
  const running = worker.run();

  return {
    outcomes,
    pages,
    client: env.client.workflow,
    /** By the server's clock, in milliseconds since 1970. */
    now: () => env.currentTimeMs(),
    pageIs(run: typeof importPage) {
      importPage = run;
    },
    start: (input: ImportInput) =>
      env.client.workflow.start<(input: ImportInput) => Promise<ImportResult>>('catalogImport', {
        workflowId: importWorkflowId(input.importId),
        taskQueue: TASK_QUEUES.imports,
        args: [input],
      }),
    /** Waits until an import asks for a page. */
    asked: (file: string, times = 1) =>
      eventually(() => pages.filter((page) => page.file === file).length >= times),
    async close() {
      worker.shutdown();
      await running;
      await env.teardown();
    },
  };
}

export type ImportsLab = Awaited<ReturnType<typeof startImportsLab>>;
