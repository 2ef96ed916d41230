import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowClient,
} from '@temporalio/client';
import { isRejected, rejected, type Rejected } from '../../schemas/bridge/rejected.ts';
import { awaitWorkflow } from './await-workflow.ts';
import { CircuitBreaker, type CircuitBreakerOptions } from './circuit-breaker.ts';
import type { Command, Ignore } from './command.ts';
import { Concurrency } from './concurrency.ts';
import type { EventIdentity } from './event-identity.ts';
import { carryEvent, headerOf } from './event-interceptor.ts';
import { lookIntoHistory, type Found } from './history.ts';
import { sendCommand } from './send-command.ts';
import { checkSize } from './size-limits.ts';
import { canNeverWork, isOverload, mayWorkLater } from './temporal-answers.ts';

/** The record's event is in its workflow's history, by this call or by an earlier one; or it was to be ignored. */
export type Delivery = { readonly kind: 'delivered' } | { readonly kind: 'duplicate' } | Ignore;

/**
 * Sends a command to Temporal. Asks again, with the same event id, for as long as Temporal may still take it. Rejects
 * once `abort` has fired, or for an error that did not come from Temporal. What was rejected before stays rejected.
 */
export type Dispatch = (
  todo: Command | Rejected,
  identity: EventIdentity,
  abort: AbortSignal,
) => Promise<Delivery | Rejected>;

export interface DispatchOptions {
  /** Must carry `eventInterceptor`: without it no event reaches the history under its id. */
  readonly client: WorkflowClient;
  /** Default: a breaker of its own. */
  readonly temporal?: CircuitBreaker;
  /** Bounds the calls under way. Default: at most 100, fewer while Temporal says that it is overloaded. */
  readonly concurrency?: Concurrency;
  /** Deadline of one call in milliseconds; without one a call can wait for a connection for ever. Default 10,000. */
  readonly callTimeoutMs?: number;
  /** Called before each further attempt. */
  readonly onRetry?: (identity: EventIdentity, attempts: number, cause: unknown) => void;
}

/** The breaker of calls to Temporal. */
export const temporalBreaker = (options: Pick<CircuitBreakerOptions, 'onChange'> = {}): CircuitBreaker =>
  new CircuitBreaker({ name: 'Temporal', isOutage: mayWorkLater, ...options });

type Sent = Exclude<Command, Ignore>;

/** The stage that makes the call to Temporal. */
export function createDispatch(options: DispatchOptions): Dispatch {
  const { client, callTimeoutMs = 10_000, onRetry } = options;
  const { temporal = temporalBreaker(), concurrency = new Concurrency({ isOverload }) } = options;

  const inTime = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + callTimeoutMs, call);

  return async function dispatch(todo, identity, abort) {
    if (isRejected(todo) || todo.kind === 'ignored') return todo;
    const oversize = checkSize(todo);
    if (oversize) return oversize;

    let attempts = 0;
    const ask = <T>(call: () => Promise<T>) =>
      temporal.ask(
        () => concurrency.run(call),
        abort,
        (cause) => onRetry?.(identity, attempts, cause),
      );
    const look = () => lookIntoHistory(client, todo.workflowId, headerOf(identity, todo.kind), inTime);
    const attempt = () => {
      attempts += 1;
      return sendOnce(todo, () => inTime(() => carryEvent(identity, () => sendCommand(client, todo))), look);
    };
    // A replay is rare, and people want to know its result: an open workflow would drop it in silence.
    if (identity.replay && (await ask(look)) === 'event') return { kind: 'duplicate' };
    try {
      const answer = await awaitWorkflow(todo, () => ask(attempt), abort);
      return isRejected(answer) ? { ...answer, attempts } : answer;
    } catch (cause) {
      return orRefused(cause, attempts, () => ask(look));
    }
  };
}

/** One attempt. "Already started" and "not found" are answers: the history says whose event was there first. */
async function sendOnce(
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
    if (found === 'event') return { kind: 'duplicate' };
    // A workflow that was not there to be signalled may have been started since: a second miss says that it is closed.
    if (command.kind === 'signal' && found === 'other-events' && !hasMissed)
      return sendOnce(command, send, look, true);
    return missed(command, found);
  }
}

function missed({ kind, workflowId }: Sent, found: Exclude<Found, 'event'>): Rejected {
  if (found === 'no-workflow')
    return rejected('dispatch', 'early', `there is no workflow ${workflowId} to signal`);
  return kind === 'start'
    ? rejected('dispatch', 'conflict', `workflow ${workflowId} was started by another event`)
    : rejected('dispatch', 'late', `workflow ${workflowId} is already closed`);
}

/** A call that can never work is refused, unless an earlier attempt, of this process or of another, got through. */
async function orRefused(
  cause: unknown,
  attempts: number,
  look: () => Promise<Found>,
): Promise<Delivery | Rejected> {
  const refusal = canNeverWork(cause);
  if (refusal === undefined) throw cause;
  // If Temporal refuses the look too, as for an id that it could not take, then nothing got through.
  const found = await look().catch((error: unknown) => {
    if (canNeverWork(error) === undefined) throw error;
  });
  return found === 'event'
    ? { kind: 'duplicate' }
    : { ...rejected('dispatch', 'refused', refusal), attempts };
}
