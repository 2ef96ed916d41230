import { pathToFileURL } from 'node:url';
import type { AppWithWorker } from '../app/app.ts';
import { probe } from '../app/route-probe.ts';
import { bundleWorkflows } from '../temporal/workflow-bundle.ts';
import { reasonOf } from '../user-error.ts';

/**
 * What is wrong between an app and its workflows, a sentence each: workflows that cannot be bundled, that are started
 * and not there, and outcomes that are published by a name which the app does not list. Takes seconds, and no server.
 */
export async function workflowProblems(app: AppWithWorker): Promise<string[]> {
  const { workflowsPath } = app.worker;
  try {
    const { code } = await bundleWorkflows(workflowsPath, SILENT);
    return [...unlistedOutcomes(app, code), ...(await missingWorkflows(app))];
  } catch (error) {
    return [`the workflows of ${workflowsPath} cannot be bundled: ${firstLine(reasonOf(error))}`];
  }
}

const nothing = () => undefined;
const SILENT = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

const firstLine = (text: string): string => text.split('\n').find((line) => line.trim() !== '') ?? text;

/** What the app calls `publishOutcome` by, as the bundler writes it: `publish` in `const publish = publisherOf()`. */
const PUBLISHER = /\b([\w$]+)\s*=\s*(?:\(0,\s*)?[\w$.]*\bpublisherOf\)?\(\)/g;

/** A call of one of them with a literal name: of its own module or of an imported one, not of some object's method. */
const published = (publishers: readonly string[]): RegExp =>
  new RegExp(
    `(?:(?<![\\w$.])|\\b\\w+_MODULE_\\d+__\\.)(?:${publishers.map(escaped).join('|')})\\)?\\(\\s*(["'\`])([\\w.-]+)\\1`,
    'g',
  );

const escaped = (name: string): string => name.replaceAll('$', '\\$');

/** Names that are literals; one that a workflow computes is checked when it is published. */
function unlistedOutcomes({ outcomes = {} }: AppWithWorker, code: string): string[] {
  const listed = new Set(
    Object.values(outcomes)
      .flat()
      .map(({ name }) => name),
  );
  const text = withoutComments(code);
  const publishers = [...text.matchAll(PUBLISHER)].map(([, name = '']) => name);
  const calls = text.matchAll(published(['publishOutcome', ...new Set(publishers)]));
  return [...new Set([...calls].map(([, , name = '']) => name))]
    .filter((name) => !listed.has(name))
    .map(
      (name) =>
        `a workflow publishes outcome ${JSON.stringify(name)}, which the app does not list: it lists ${[...listed].join(', ') || 'none'}`,
    );
}

/** Examples in comments publish nothing; the source map at the end is a comment, too. */
const withoutComments = (code: string): string =>
  code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

/** Of those that run on the app's own task queues. */
async function missingWorkflows({ routes, schedules = [], worker }: AppWithWorker): Promise<string[]> {
  const { workflowsPath, taskQueues } = worker;
  const exported = (await import(pathToFileURL(workflowsPath).href)) as Readonly<Record<string, unknown>>;
  // A default export takes every name.
  if (typeof exported['default'] === 'function') return [];
  const started = probe(routes).flatMap(({ route, command }) =>
    'workflowType' in command ? [{ ...command, by: `route ${route}` }] : [],
  );
  const sentences = [
    ...started,
    ...schedules.map((schedule) => ({ ...schedule, by: `schedule ${schedule.id}` })),
  ]
    .filter(
      ({ taskQueue, workflowType }) =>
        taskQueues.includes(taskQueue) && typeof exported[workflowType] !== 'function',
    )
    .map(
      ({ by, workflowType }) =>
        `${by} starts workflow ${workflowType}, which ${workflowsPath} does not export`,
    );
  return [...new Set(sentences)];
}
