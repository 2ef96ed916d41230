import { freePorts } from '../stack/ports.ts';
import { UserError } from '../user-error.ts';
import { whyNoContainers } from './images.ts';
import { localServers } from './local-servers.ts';
import type { TestServers } from './test-servers.ts';

/** `auto` takes containers if a Docker engine and the images are available, else processes on this machine. */
export const SERVERS = ['auto', 'containers', 'local'] as const;
export type ServersChoice = (typeof SERVERS)[number];

/** Throws a `UserError` that names what is missing and the remedy. */
export async function startServers(choice: ServersChoice): Promise<TestServers> {
  if (!SERVERS.includes(choice)) throw new UserError(`servers should be one of ${SERVERS.join(', ')}`, 2);
  if (choice === 'local') return localServers(undefined, await freePorts());
  const why = await whyNoContainers({ pull: choice === 'containers' });
  if (why === undefined) return (await import('./container-servers.ts')).containerServers();
  if (choice === 'auto') return startServers('local');
  throw new UserError(`servers cannot run as containers: ${why}`);
}
