import { log, proxyActivities, proxyLocalActivities, TemporalFailure } from '@temporalio/workflow';
import type { OutcomeActivities } from '../../activities/bridge/publish-outcome.ts';
import type { Decision } from './decision.ts';
import { outcomeInput } from './outcome-input.ts';
import { UNLIMITED } from './retry-policy.ts';

const activities = proxyActivities<OutcomeActivities>(UNLIMITED);

/**
 * One short attempt, well within a workflow task. During an outage of the broker, a longer one would extend the task
 * again and again, which adds events to the history.
 */
const atOnce = proxyLocalActivities<OutcomeActivities>({
  startToCloseTimeout: '5 seconds',
  retry: { maximumAttempts: 1 },
});

/**
 * Publishes the final outcome of a decision, with one history event instead of six if that is safe.
 *
 * A local activity runs before its workflow task is committed, and again if the task is retried. So it may publish only
 * what every retry of the task would publish too: a decision that is already in the history. Otherwise, or if the
 * broker does not answer soon, a regular activity publishes it, however long that takes.
 *
 * @param value may depend on the decision and on results of activities, but not on a later clock or signal
 */
export async function publishDecided(decision: Decision, name: string, value: object): Promise<void> {
  const input = outcomeInput(name, value, 'final', decision.at);
  const outcome = input instanceof Promise ? await input : input;
  if (decision.isCommitted()) {
    try {
      return await atOnce.publishOutcome(outcome);
    } catch (error) {
      // A local activity's failure is thrown without an `ActivityFailure` around it.
      if (!(error instanceof TemporalFailure)) throw error;
      log.warn('outcome not published at once, retrying with an activity');
    }
  }
  await activities.publishOutcome(outcome);
}
