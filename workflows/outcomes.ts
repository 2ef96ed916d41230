import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { OutcomeActivities } from '../activities/publish-outcome.ts';
import type * as orders from '../schemas/generated/orders.ts';
import { UNLIMITED } from './retry-policies.ts';

const { publishOutcome } = proxyActivities<OutcomeActivities>(UNLIMITED);

/** Every outcome that a workflow may publish, by the short name of its record. */
export interface Outcomes {
  OrderConfirmed: orders.OrderConfirmed;
  OrderCancelled: orders.OrderCancelled;
  OrderExpired: orders.OrderExpired;
  OrderFailed: orders.OrderFailed;
  OrderEventRefused: orders.OrderEventRefused;
  OrderBatchCompleted: orders.OrderBatchCompleted;
}

/**
 * Publishes one outcome and returns once the broker has acknowledged it, however long that takes.
 *
 * @param occurrence tells apart several outcomes of one name in one workflow; it must come from the data, so that a
 *   repeated attempt publishes under the same id.
 */
export async function publish<Name extends keyof Outcomes>(
  name: Name,
  value: Outcomes[Name],
  occurrence = 'final',
): Promise<void> {
  await publishOutcome({
    name,
    value,
    occurrence,
    firstRunId: workflowInfo().firstExecutionRunId,
    time: new Date().toISOString(),
  });
}
