import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { ORDER_SEARCH_ATTRIBUTES } from '../orders/search-attributes.ts';
import { endpointsOf } from '../settings/local-endpoints.ts';
import { prepareNamespace } from './namespace.ts';
import type { Ports } from '../settings/stack-ports.ts';
import type { Server } from './server.ts';

/** @param executable Temporal's command-line tool */
export const temporalServer = (executable: string): Server => ({
  name: 'temporal',

  plan: async ({ ports, dir }) => ({
    command: executable,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--log-level', 'warn'],
      ...['--port', String(ports.temporal), '--ui-port', String(ports.temporalUi)],
      ...['--db-filename', join(dir, 'temporal.db')],
      ...ORDER_SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ],
  }),

  isReady: ({ ports }) =>
    withConnection(ports, async ({ workflowService }) => {
      await workflowService.describeNamespace({ namespace: 'default' });
      return true;
    }),

  setUp: ({ ports }) => withConnection(ports, (connection) => prepareNamespace(connection, 'default')),
});

async function withConnection<T>(ports: Ports, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({
    address: endpointsOf(ports).temporal,
    connectTimeout: 1_000,
  });
  try {
    return await connection.withDeadline(Date.now() + 5_000, () => work(connection));
  } finally {
    await connection.close();
  }
}
