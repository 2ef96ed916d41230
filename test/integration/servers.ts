import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoints } from '../../infra/stack/endpoints.ts';
import type { Ports } from '../../infra/stack/ports.ts';
import { stackUp } from '../../infra/stack/stack.ts';
import { guardStack } from '../../infra/stack/watchdog.ts';

/** Real servers for tests, wherever they come from. */
export interface TestServers {
  readonly endpoints: Endpoints;
  /** Ends them and clears what they kept. */
  stop(): Promise<void>;
}

/** The local stack, in a folder of its own and on free ports, so that one in use is not touched. */
export async function localServers(
  dir = mkdtempSync(join(tmpdir(), 'ktb-test-')),
  ports?: Partial<Ports>,
): Promise<TestServers> {
  const stop = guardStack({ dir, wipe: true });
  const { endpoints } = await stackUp({ dir, ...(ports && { ports }) });
  return { endpoints, stop };
}
