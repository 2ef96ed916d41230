import type { WorkflowClient } from '@temporalio/client';
import { isRejected, rejected, type Rejected } from '../../schemas/bridge/rejected.ts';
import { awaitWorkflow } from './await-workflow.ts';
import { CircuitBreaker, type CircuitBreakerOptions } from './circuit-breaker.ts';
import type { Command, Sent } from './command.ts';
import { Concurrency } from './concurrency.ts';
import { delivererOf, type Deliverer, type Delivery } from './deliver.ts';
import type { EventIdentity } from './event-identity.ts';
import type { Found } from './history.ts';
import { RunHistories } from './run-histories.ts';
import { checkSize } from './size-limits.ts';
import { canNeverWork, isOverload, isTooLarge, mayWorkLater } from './temporal-answers.ts';

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
  /**
   * Must carry `eventInterceptor`: without it no event reaches the history under its id. Its connection must not try
   * again by itself (`interceptors: []`): what becomes of each attempt matters here.
   */
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
export const temporalBreaker = (
  options: Omit<CircuitBreakerOptions, 'name' | 'isOutage'> = {},
): CircuitBreaker => new CircuitBreaker({ name: 'Temporal', isOutage: mayWorkLater, ...options });

/** The stage that makes the call to Temporal. */
export function createDispatch(options: DispatchOptions): Dispatch {
  const { client, callTimeoutMs = 10_000, onRetry } = options;
  const { temporal = temporalBreaker(), concurrency = new Concurrency({ isOverload }) } = options;
  const histories = new RunHistories(client);

  return async function dispatch(todo, identity, abort) {
    if (isRejected(todo) || todo.kind === 'ignored') return todo;
    const oversize = checkSize(todo);
    if (oversize) return oversize;

    const event = delivererOf({ client, callTimeoutMs, histories }, todo, identity);
    const untilAnswered = <T>(ask: () => Promise<T>) =>
      temporal.call(
        () => concurrency.withPermit(ask, event),
        abort,
        (cause) => onRetry?.(identity, event.attempts, cause),
      );
    const found = isLookedForFirst(todo, identity) ? await untilAnswered(event.look) : undefined;
    if (found?.kind === 'event') return { ...found, kind: 'duplicate' };
    if (found?.kind === 'other-events' && found.isOvertaken && !identity.replay) return overtaken(todo);
    try {
      const answer = await awaitWorkflow(todo, () => untilAnswered(event.deliver), abort);
      return isRejected(answer) ? { ...answer, attempts: event.attempts } : answer;
    } catch (cause) {
      return orRefused(cause, event, () => untilAnswered(event.look));
    }
  };
}

/**
 * A replay is rare, and people want to know its result: an open workflow would drop it in silence. A record that may have
 * been sent before may also have been rejected then, and can be used now: its place may have passed. A start is answered
 * by the start that was there first.
 */
const isLookedForFirst = ({ kind }: Sent, { replay, mayBeRepeated }: EventIdentity): boolean =>
  replay === true || (mayBeRepeated === true && kind !== 'start');

/** Applied now, it would come out of the partition's order; a person can decide to replay its dead letter. */
const overtaken = ({ workflowId }: Sent): Rejected =>
  rejected(
    'dispatch',
    'overtaken',
    `it was rejected when it came first, and workflow ${workflowId} has had later records of its partition since`,
  );

/** A call that can never work is refused, unless an earlier one, of this process or of another, got through. */
async function orRefused(
  cause: unknown,
  { attempts, mayBeRepeated }: Deliverer,
  look: () => Promise<Found>,
): Promise<Delivery | Rejected> {
  const refusal = canNeverWork(cause);
  if (refusal === undefined) throw cause;
  // If Temporal refuses the look too, as for an id that it could not take, then nothing got through.
  const found = mayBeRepeated
    ? await look().catch((error: unknown) => {
        if (canNeverWork(error) === undefined) throw error;
      })
    : undefined;
  return found?.kind === 'event'
    ? { ...found, kind: 'duplicate' }
    : { ...rejected('dispatch', isTooLarge(cause) ? 'oversize' : 'refused', refusal), attempts };
}
