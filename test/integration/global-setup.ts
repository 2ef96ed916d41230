import { freePorts } from '../../infra/stack/ports.ts';
import { localServers, temporaryFolder } from '../../infra/testing/local-servers.ts';
import type { TestServers } from '../../infra/testing/test-servers.ts';

declare global {
  var integrationServers: TestServers | undefined;
}

/**
 * One stack for all tests of a process of Jest that need servers. They, and the processes that they start, find it by
 * this variable. A program that runs Jest several times may have brought one up for all of them.
 */
export default async function setUp(): Promise<void> {
  if (process.env['KTB_TEST_STACK']) {
    process.env['KTB_STATE_DIR'] = process.env['KTB_TEST_STACK'];
    return;
  }
  process.env['KTB_STATE_DIR'] = temporaryFolder();
  // Not the usual ports: another process of Jest brings up its servers at the same time.
  globalThis.integrationServers = await localServers(process.env['KTB_STATE_DIR'], await freePorts());
}
