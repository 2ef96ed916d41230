import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localServers, type TestServers } from './servers.ts';

declare global {
  var integrationServers: TestServers | undefined;
}

/**
 * One stack for all tests that need servers. They, and the processes that they start, find it by this variable. Whoever
 * runs Jest several times over may have brought one up for all of them.
 */
export default async function setUp(): Promise<void> {
  if (process.env['KTB_TEST_STACK']) {
    process.env['KTB_STATE_DIR'] = process.env['KTB_TEST_STACK'];
    return;
  }
  process.env['KTB_STATE_DIR'] = mkdtempSync(join(tmpdir(), 'ktb-test-'));
  globalThis.integrationServers = await localServers(process.env['KTB_STATE_DIR']);
}
