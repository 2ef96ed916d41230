// @ts-check
/** `node download-temporal.mjs DIR VERSION`: lets Temporal's testing package download its server, and tries it once. */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [, , downloadDir = '', version = ''] = process.argv;
const server = await TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'cached-download', downloadDir, version } },
});
await server.teardown();
process.exit(0);
