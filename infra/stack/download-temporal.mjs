// @ts-check
/** `node download-temporal.mjs DIR VERSION`: Temporal's testing package downloads its server and runs it once. */
const testing = await import('@temporalio/testing').catch(() => {
  process.stderr.write(
    'the local stack needs the package @temporalio/testing to download Temporal: run `npm install @temporalio/testing`\n',
  );
  process.exit(1);
});
const [, , downloadDir = '', version = ''] = process.argv;
const server = await testing.TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'cached-download', downloadDir, version } },
});
await server.teardown();
process.exit(0);
