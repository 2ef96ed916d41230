import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { status } from '@grpc/grpc-js';
import { eventInterceptor } from '../../consumers/bridge/event-interceptor.ts';
import type { Config } from '../settings/config.ts';
import { UserError } from '../user-error.ts';
import { temporalUnreached } from './unreached.ts';

/** After a long outage the channel itself would wait up to two minutes before it looks whether the server is back. */
const RECONNECT_WITHIN_MS = 5_000;

export const connectionOptionsOf = ({ connection }: Config['temporal']): ConnectionOptions => ({
  ...connection,
  connectTimeout: '5 seconds',
  channelArgs: { 'grpc.max_reconnect_backoff_ms': RECONNECT_WITHIN_MS },
  // The SDK's own retries would hide from dispatch what the frontend says, above all that it is overloaded.
  interceptors: [],
});

/** A client whose starts and signals carry their event. Throws a `UserError` where Temporal is not to be reached. */
export async function connectTemporal(temporal: Config['temporal']): Promise<Client> {
  const { connection: options, namespace } = temporal;
  const connection = await Connection.connect(connectionOptionsOf(temporal)).catch(async (error: unknown) => {
    throw await temporalUnreached(options, error);
  });
  const client = new Client({ connection, namespace, interceptors: { workflow: [eventInterceptor] } });
  try {
    await client.withDeadline(Date.now() + 5_000, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } catch (error) {
    await connection.close();
    if ((error as { code?: number }).code === status.NOT_FOUND) {
      throw new UserError(
        `Temporal at ${options.address} has no namespace ${namespace}: create it (\`ktb stack up\` makes it on the local stack), or set TEMPORAL_NAMESPACE`,
      );
    }
    throw await temporalUnreached(options, error);
  }
  return client;
}
