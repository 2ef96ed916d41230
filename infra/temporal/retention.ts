import type { Client } from '@temporalio/client';

/** How long Temporal keeps a closed workflow of the client's namespace, in milliseconds. */
export async function namespaceRetention({ connection, options: { namespace } }: Client): Promise<number> {
  const { config } = await connection.withDeadline(Date.now() + 5_000, () =>
    connection.workflowService.describeNamespace({ namespace }),
  );
  return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) * 1_000;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

export const inDays = (ms: number): number => Math.round((ms / DAY_MS) * 10) / 10;
