import { ImportRequested } from '../schemas/generated/imports.ts';
import { catalogImport } from '../workflows/catalog-import.ts';
import { importWorkflowId } from '../workflows/import-messages.ts';
import { TASK_QUEUES } from '../workflows/messages.ts';
import { start } from './bridge/command.ts';
import { checkImport } from './import-rules.ts';
import { route, type Route } from './bridge/route.ts';

/** Each request is a separate import. */
export const importRoutes = (): Route[] => [
  route(
    'imports.requested',
    ImportRequested,
    ({ importId, catalogId, file }) =>
      start(catalogImport, {
        workflowId: importWorkflowId(importId),
        taskQueue: TASK_QUEUES.imports,
        args: [{ importId, catalogId, file }],
      }),
    { check: checkImport },
  ),
];
