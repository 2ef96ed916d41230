import { Connection } from '@temporalio/client';
import type { Config } from '../settings/config.ts';
import { connectionOptionsOf } from './client.ts';

const ANSWER_WITHIN_MS = 5_000;

/** Asks Temporal for the namespace, over a connection of its own: a cheap question that needs the same permission as work. */
export function probeTemporal(temporal: Config['temporal']): {
  ask(): Promise<unknown>;
  close(): Promise<void>;
} {
  const { namespace } = temporal;
  const connection = Connection.lazy(connectionOptionsOf(temporal));
  return {
    ask: () =>
      connection.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
        connection.workflowService.describeNamespace({ namespace }),
      ),
    close: () => connection.close(),
  };
}
