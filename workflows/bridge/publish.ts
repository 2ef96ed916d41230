import { proxyActivities } from '@temporalio/workflow';
import type { OutcomeActivities } from '../../activities/bridge/publish-outcome.ts';
import { outcomeInput } from './outcome-input.ts';
import { UNLIMITED } from './retry-policy.ts';

const activities = proxyActivities<OutcomeActivities>(UNLIMITED);

/**
 * Publishes one outcome and returns once the broker has acknowledged it, however long that takes.
 *
 * A name that the app does not list fails the workflow task with a sentence, and the workflow continues after a
 * corrected deployment. A value that the schema refuses, or whose key is empty, throws an `ApplicationFailure` of type
 * `InvalidOutcome`, which is not retried and names the field. Both are found before anything is scheduled.
 *
 * @param name short name of a record type among the app's outcomes; with `publisherOf`, the compiler checks it
 * @param occurrence distinguishes several outcomes of one name in one workflow; it must come from the data, so that a
 *   repeated attempt publishes under the same id. Default `final`
 *
 * @example
 * await publishOutcome('TicketAnswered', { ticketId, answer });
 *
 * @example
 * for (const { paymentId, value } of payments) await publishOutcome('PaymentTaken', value, paymentId);
 */
export async function publishOutcome(name: string, value: object, occurrence = 'final'): Promise<void> {
  const outcome = outcomeInput(name, value, occurrence, Date.now());
  await activities.publishOutcome(outcome instanceof Promise ? await outcome : outcome);
}
