import { extname, join } from 'node:path';
import { bundleWorkflowCode, type Logger } from '@temporalio/worker';

/** Sources run as they are; a package is compiled. */
const INTERCEPTORS = ['once', 'trace'].map((name) =>
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
