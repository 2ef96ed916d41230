import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ports } from '../settings/stack-ports.ts';
import { stackUp } from '../stack/stack.ts';
import { guardStack } from '../stack/watchdog.ts';
import type { TestServers } from './test-servers.ts';

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'ktb-test-'));

/**
 * The servers as processes on this machine, fetched and built the first time. They end when this process ends.
 *
 * @param dir folder for their data. Default: a new temporary folder, which is deleted with them
 * @param ports fixed ports; the others are the default ports if they are free
 */
export async function localServers(dir?: string, ports?: Partial<Ports>): Promise<TestServers> {
  const folder = dir ?? temporaryFolder();
  const takeDown = guardStack({ dir: folder, wipe: true });
  const stop = async () => {
    await takeDown();
    if (dir === undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { endpoints } = await stackUp({ dir: folder, ...(ports && { ports }) });
    return { endpoints, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
