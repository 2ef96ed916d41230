import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Settings of Temporal's server, for a port each. */
const NAMES = [
  'FRONTEND_HTTP_PORT',
  'FRONTEND_MEMBERSHIP_PORT',
  'HISTORY_GRPC_PORT',
  'HISTORY_MEMBERSHIP_PORT',
  'MATCHING_GRPC_PORT',
  'MATCHING_MEMBERSHIP_PORT',
  'WORKER_GRPC_PORT',
  'WORKER_MEMBERSHIP_PORT',
  'DB_PORT',
] as const;

export type InnerPorts = Readonly<Record<(typeof NAMES)[number], number>>;

/** Free ports for what nobody but the server itself asks. After a restart the same ones, which its peers remember. */
export async function innerPorts(folder: string): Promise<InnerPorts> {
  const file = join(folder, 'ports.json');
  if (!existsSync(file)) {
    const free = await freePorts(NAMES.length);
    writeFileSync(file, JSON.stringify(Object.fromEntries(NAMES.map((name, at) => [name, free[at]]))));
  }
  return JSON.parse(readFileSync(file, 'utf8')) as InnerPorts;
}

/**
 * Not those that the system gives away, which somebody may have taken at the next start. Above 32,767 PostgreSQL's column
 * of Temporal's members takes none.
 */
async function freePorts(count: number): Promise<number[]> {
  const free = new Set<number>();
  while (free.size < count) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if (await isFree(port)) free.add(port);
  }
  return [...free];
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
