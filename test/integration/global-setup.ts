import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localServers, type TestServers } from './servers.ts';

declare global {
  var integrationServers: TestServers | undefined;
}

/** One stack for all integration tests. They, and the processes that they start, find it by this variable. */
export default async function setUp(): Promise<void> {
  process.env['KTB_STATE_DIR'] = mkdtempSync(join(tmpdir(), 'ktb-test-'));
  globalThis.integrationServers = await localServers(process.env['KTB_STATE_DIR']);
}
