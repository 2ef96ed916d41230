/** The soak's Temporal worker. */
import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { loadConfig } from '../../infra/config.ts';
import { TASK_QUEUE } from './records.ts';

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: ['SIGTERM'] });
const { temporal } = loadConfig();
const worker = await Worker.create({
  connection: await NativeConnection.connect(temporal.connection),
  namespace: temporal.namespace,
  taskQueue: TASK_QUEUE,
  workflowsPath: join(import.meta.dirname, 'workflows.ts'),
  interceptors: { workflowModules: [join(import.meta.dirname, '../../workflows/interceptors/once.ts')] },
});
process.send?.('ready');
await worker.run();
