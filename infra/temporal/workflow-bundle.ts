import { extname, join } from 'node:path';
import { bundleWorkflowCode, type Logger } from '@temporalio/worker';
import type { TopicTypes } from '../../schemas/bridge/topic-types.ts';
import { HEARS_DROPS } from '../../workflows/bridge/interceptors/drops.ts';
import { OUTCOME_SCHEMAS, type OutcomeSchemas } from '../../workflows/bridge/outcome-check.ts';

/** Sources run as they are; a package is compiled. */
const INTERCEPTORS = ['once', 'trace', 'outcomes'].map((name) =>
  join(
    import.meta.dirname,
    '..',
    '..',
    'workflows',
    'bridge',
    'interceptors',
    `${name}${extname(import.meta.filename)}`,
  ),
);

/** The code of workflows for the sandbox of a worker, with the guard and the trace of each event. Takes seconds. */
export const bundleWorkflows = (workflowsPath: string, logger?: Logger) =>
  bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: INTERCEPTORS,
    ...(logger && { logger }),
  });

/**
 * Workflow code that knows the schemas of the app's outcomes, so that it refuses what is wrong before anything is
 * scheduled. Works for a bundle made ahead, too, for it only goes before the code; on the first line, as maps of the
 * source count lines.
 */
export function withOutcomes(code: string, outcomes: TopicTypes): string {
  const types = Object.values(outcomes).flat();
  const schemas: OutcomeSchemas = Object.fromEntries(types.map(({ name, schema }) => [name, schema]));
  return `globalThis.${OUTCOME_SCHEMAS} = JSON.parse(${JSON.stringify(JSON.stringify(schemas))});${code}`;
}

/** Workflow code whose guard tells its worker what it drops. */
export const hearingDrops = (code: string): string => `globalThis.${HEARS_DROPS} = true;${code}`;
