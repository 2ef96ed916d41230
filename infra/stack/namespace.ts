import { setTimeout as delay } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { Connection } from '@temporalio/client';
import { ORDER_SEARCH_ATTRIBUTES } from '../orders/search-attributes.ts';
import { createSearchAttributes } from '../temporal/search-attributes.ts';
import { reasonOf, UserError } from '../user-error.ts';

/** How long Temporal keeps closed workflows: the horizon within which a repeated event is recognised. */
const RETENTION = { seconds: (30 * 24 * 60 * 60) as never };

/** A server reads the list of namespaces only every few seconds. */
const KNOWN_WITHIN_MS = 60_000;

/**
 * Creates a namespace in the local Temporal, with the retention and the search attributes that the bridge needs.
 * Idempotent. Resolves once workers can use it; throws a `UserError` after a minute.
 *
 * @param address host:port
 */
export async function setUpNamespace(address: string, namespace: string): Promise<void> {
  const deadline = Date.now() + KNOWN_WITHIN_MS;
  const connection = await Connection.connect({ address, connectTimeout: 5_000 });
  try {
    for (;;) {
      try {
        return await connection.withDeadline(Date.now() + 5_000, () =>
          prepareNamespace(connection, namespace),
        );
      } catch (cause) {
        if (Date.now() > deadline)
          throw new UserError(
            `cannot set up namespace ${namespace} in the local Temporal: ${reasonOf(cause)}`,
            1,
            {
              cause,
            },
          );
        await delay(200);
      }
    }
  } finally {
    await connection.close();
  }
}

/** One attempt at the same: throws if the server is not ready with all of it. */
export async function prepareNamespace(connection: Connection, namespace: string): Promise<void> {
  const { workflowService } = connection;
  await workflowService
    .registerNamespace({ namespace, workflowExecutionRetentionPeriod: RETENTION })
    .catch((error: unknown) => {
      if ((error as { code?: number }).code !== status.ALREADY_EXISTS) throw error;
    });
  const config = { workflowExecutionRetentionTtl: RETENTION };
  await workflowService.updateNamespace({ namespace, config });
  if (await createSearchAttributes(connection, namespace, ORDER_SEARCH_ATTRIBUTES))
    throw new Error('the server does not accept its new search attributes yet');
}
