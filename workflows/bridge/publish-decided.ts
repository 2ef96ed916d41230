import { log, proxyActivities, proxyLocalActivities, TemporalFailure } from '@temporalio/workflow';
import type { OutcomeActivities } from '../../activities/bridge/publish-outcome.ts';
import type { Decision } from './decision.ts';
import { outcomeInput } from './outcome-input.ts';
import { UNLIMITED } from './retry-policy.ts';

const activities = proxyActivities<OutcomeActivities>(UNLIMITED);

/**
 * One short attempt, well within a workflow task: a longer one would keep the task alive with more and more history,
 * for as long as the broker is down.
 */
const atOnce = proxyLocalActivities<OutcomeActivities>({
  startToCloseTimeout: '5 seconds',
  retry: { maximumAttempts: 1 },
});

/**
 * Publishes the final outcome that a decision led to, for one history event in place of six where that is safe.
 *
 * A local activity runs before its workflow task is committed, and runs again when that task does. So it may tell
 * only what no other try of the task could see otherwise: a decision that the history holds already. Else, and where
 * the broker does not answer soon, a regular activity publishes it, however long that takes.
 *
 * @param value may stand on the decision and on results of activities, never on a clock or a signal since
 */
export async function publishDecided(decision: Decision, name: string, value: object): Promise<void> {
  const input = outcomeInput(name, value, 'final', decision.at);
  const outcome = input instanceof Promise ? await input : input;
  if (decision.isCommitted()) {
    try {
      return await atOnce.publishOutcome(outcome);
    } catch (error) {
      // A local activity's failure comes as it is, and not within an `ActivityFailure`.
      if (!(error instanceof TemporalFailure)) throw error;
      log.warn('an outcome could not be published at once, so it is tried for longer');
    }
  }
  await activities.publishOutcome(outcome);
}
