import { proxyActivities } from '@temporalio/workflow';
import type { OutcomeActivities } from '../../activities/bridge/publish-outcome.ts';
import { outcomeInput } from './outcome-input.ts';
import { UNLIMITED } from './retry-policy.ts';

const activities = proxyActivities<OutcomeActivities>(UNLIMITED);

/**
 * Publishes one outcome and returns once the broker has acknowledged it, however long that takes.
 *
 * @param name short name of a record type that the app lists among its outcomes
 * @param occurrence tells apart several outcomes of one name in one workflow; it must come from the data, so that a
 *   repeated attempt publishes under the same id
 */
export async function publishOutcome(name: string, value: object, occurrence = 'final'): Promise<void> {
  await activities.publishOutcome(outcomeInput(name, value, occurrence, Date.now()));
}
