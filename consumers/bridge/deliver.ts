import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowClient,
} from '@temporalio/client';
import { rejected, type Rejected } from '../../schemas/bridge/rejected.ts';
import type { EventPlace } from '../../workflows/bridge/interceptors/event-header.ts';
import { isNamed } from '../../workflows/bridge/interceptors/same-event.ts';
import type { Ignore, Sent } from './command.ts';
import { mayBeRepeated, type EventIdentity } from './event-identity.ts';
import { carryEvent, headerOf } from './event-interceptor.ts';
import { lookIntoHistory, type Found } from './history.ts';
import { RunHistories } from './run-histories.ts';
import { sendCommand } from './send-command.ts';

/** The record's event is in its workflow's history, by this call or by an earlier one; or it was to be ignored. */
export type Delivery = { readonly kind: 'delivered' } | Duplicate | Ignore;

export interface Duplicate {
  readonly kind: 'duplicate';
  /** The record is not delivered again: another one brought an event of the same name first, and it is dropped. */
  readonly otherRecord?: EventPlace | 'unknown';
}

export interface Deliverer {
  /** One attempt: sends the command, and looks into the history if a workflow with its id exists already. */
  readonly deliver: () => Promise<Delivery | Rejected>;
  /** What the workflow's history has of the event. */
  readonly look: () => Promise<Found>;
  /** Whether an earlier call, of this process or of another, may have brought the record. */
  readonly mayBeRepeated: boolean;
  /** How often `deliver` was called. */
  readonly attempts: number;
}

export interface DelivererParts {
  readonly client: WorkflowClient;
  /** What was read of histories before. Default: nothing. */
  readonly histories?: RunHistories;
  /** Deadline of each call in milliseconds. */
  readonly callTimeoutMs: number;
}

/** Everything that is asked of Temporal about one event. Rejects with what Temporal's client says. */
export function delivererOf(
  { client, callTimeoutMs, histories = new RunHistories(client) }: DelivererParts,
  command: Sent,
  identity: EventIdentity,
): Deliverer {
  let attempts = 0;
  const withDeadline = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + callTimeoutMs, call);
  const header = headerOf(identity, command.kind);
  const look = (mayBeThere = true) =>
    lookIntoHistory(histories, command.workflowId, header, mayBeThere, withDeadline);
  const isRepeatable = () => attempts > 1 || mayBeRepeated(identity);

  return {
    look: () => look(),
    get mayBeRepeated() {
      return isRepeatable();
    },
    get attempts() {
      return attempts;
    },
    deliver() {
      attempts += 1;
      return deliverOnce(
        command,
        () => withDeadline(() => carryEvent(identity, () => sendCommand(client, command))),
        // Another record may have brought an event that has its name from its producer.
        () => look(isRepeatable() || isNamed(header)),
      );
    },
  };
}

/** "Already started" and "not found" are answers: the history says whose event was there first. */
async function deliverOnce(
  command: Sent,
  send: () => Promise<void>,
  look: () => Promise<Found>,
  hasMissed = false,
): Promise<Delivery | Rejected> {
  try {
    await send();
    return { kind: 'delivered' };
  } catch (error) {
    const isTooLate =
      error instanceof WorkflowExecutionAlreadyStartedError || error instanceof WorkflowNotFoundError;
    if (!isTooLate) throw error;
    const found = await look();
    if (found.kind === 'event') return { ...found, kind: 'duplicate' };
    // A workflow that was not there to be signalled may have been started since: a second miss says that it is closed.
    if (command.kind === 'signal' && found.kind === 'other-events' && !hasMissed)
      return deliverOnce(command, send, look, true);
    return missed(command, found);
  }
}

function missed({ kind, workflowId }: Sent, found: Found): Rejected {
  if (found.kind === 'unreadable')
    return rejected('dispatch', 'refused', `the history of workflow ${workflowId} is too large to be read`);
  if (found.kind === 'no-workflow')
    return rejected('dispatch', 'early', `there is no workflow ${workflowId} to signal`);
  return kind === 'start'
    ? rejected('dispatch', 'conflict', `workflow ${workflowId} was started by another event`)
    : rejected('dispatch', 'late', `workflow ${workflowId} is already closed`);
}
