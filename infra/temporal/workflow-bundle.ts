import { extname, join } from 'node:path';
import { bundleWorkflowCode, type Logger } from '@temporalio/worker';
import type { TopicTypes } from '../../schemas/bridge/topic-types.ts';
import { HEARS_DROPS } from '../../workflows/bridge/interceptors/drops.ts';
import { HEARS_WAITS } from '../../workflows/bridge/interceptors/watch-waits.ts';
import { OUTCOME_SCHEMAS, type OutcomeSchemas } from '../../workflows/bridge/outcome-check.ts';

/** TypeScript in a checkout, JavaScript in the package: with the extension of this file. */
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

/** Bundles workflows for a worker, with the interceptors of the bridge. Takes seconds. */
export const bundleWorkflows = (workflowsPath: string, logger?: Logger) =>
  bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: INTERCEPTORS,
    ...(logger && { logger }),
  });

/**
 * Adds the schemas of the app's outcomes to a bundle, so that a workflow refuses a wrong outcome before anything is
 * scheduled. A prebuilt bundle works too, because the schemas only precede its code; they share its first line, so that
 * the line numbers of its source map stay correct.
 */
export function withOutcomes(code: string, outcomes: TopicTypes): string {
  const types = Object.values(outcomes).flat();
  const schemas: OutcomeSchemas = Object.fromEntries(types.map(({ name, schema }) => [name, schema]));
  return `globalThis.${OUTCOME_SCHEMAS} = JSON.parse(${JSON.stringify(JSON.stringify(schemas))});${code}`;
}

/** Workflow code whose guard tells its worker what it drops, and what its runs wait for. */
export const hearing = (code: string): string =>
  `globalThis.${HEARS_DROPS} = true;globalThis.${HEARS_WAITS} = true;${code}`;
