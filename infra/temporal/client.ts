import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { status } from '@grpc/grpc-js';
import { eventInterceptor } from '../../consumers/bridge/event-interceptor.ts';
import type { Config } from '../settings/config.ts';
import { UserError } from '../user-error.ts';
import { temporalUnreached } from './unreached.ts';

/** By default, gRPC waits up to two minutes between attempts to reconnect after a long outage. */
const RECONNECT_WITHIN_MS = 5_000;

/**
 * The largest answer that is taken, in bytes. The SDK's own default does not reach gRPC, which takes 4 MiB; Temporal may
 * write that much into a history at once, and a workflow's description may have 8 MB. A page of a history that is larger
 * is asked for in smaller ones.
 */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

export const connectionOptionsOf = ({ connection }: Config['temporal']): ConnectionOptions => ({
  ...connection,
  connectTimeout: '5 seconds',
  channelArgs: {
    'grpc.max_reconnect_backoff_ms': RECONNECT_WITHIN_MS,
    'grpc.max_receive_message_length': MAX_ANSWER_BYTES,
  },
  // Dispatch must see each answer of the frontend, above all that it is overloaded: the SDK's retries would hide it.
  interceptors: [],
});

/** A client whose starts and signals carry the identity of their event. Throws a `UserError` if it cannot connect. */
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
