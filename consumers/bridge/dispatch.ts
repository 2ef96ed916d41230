import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowClient,
} from '@temporalio/client';
import { rejected, type Rejected } from '../../schemas/bridge/rejected.ts';
import type { Command, Ignore } from './command.ts';
import { Concurrency } from './concurrency.ts';
import { Dependency, type DependencyOptions } from './dependency.ts';
import type { RecordEvent } from './event.ts';
import { lookIntoHistory } from './history.ts';
import { carryEvent, headerOf } from './event-interceptor.ts';
import { checkSize } from './size-limits.ts';
import { canNeverWork, isOverload, mayWorkLater } from './temporal-answers.ts';

/** The record's event is in its workflow's history, by this call or by an earlier one; or it was to be ignored. */
export type Delivery = { readonly kind: 'delivered' } | { readonly kind: 'duplicate' } | Ignore;

/**
 * Carries out a command. Asks again, with the same event id, for as long as Temporal may still take it; rejects once
 * the signal has fired, or for an error that did not come from Temporal.
 */
export type Dispatch = (
  command: Command,
  event: RecordEvent,
  signal: AbortSignal,
) => Promise<Delivery | Rejected>;

export interface DispatchOptions {
  /** Must carry `eventInterceptor`: without it no event reaches the history under its id. */
  readonly client: WorkflowClient;
  /** Temporal, behind its breaker. Default: one of its own. */
  readonly temporal?: Dependency;
  /** Bounds the calls under way. Default: at most 100, fewer while Temporal says that it is overloaded. */
  readonly concurrency?: Concurrency;
  /** Deadline of one call in milliseconds; without one a call can wait for a connection for ever. Default 10,000. */
  readonly callTimeoutMs?: number;
  /** Hears of each call that is going to be made again. */
  readonly onRetry?: (event: RecordEvent, attempts: number, cause: unknown) => void;
}

export const temporalDependency = (options: Pick<DependencyOptions, 'onChange'> = {}): Dependency =>
  new Dependency({ name: 'Temporal', isOutage: mayWorkLater, ...options });

export function createDispatch(options: DispatchOptions): Dispatch {
  const { client, callTimeoutMs = 10_000, onRetry } = options;
  const { temporal = temporalDependency(), concurrency = new Concurrency({ isOverload }) } = options;

  return async (command, event, signal) => {
    if (command.kind === 'ignored') return command;
    const oversize = checkSize(command);
    if (oversize) return oversize;

    let attempts = 0;
    const ask = <T>(call: () => Promise<T>) =>
      temporal.ask(
        () => concurrency.run(call),
        signal,
        (cause) => onRetry?.(event, attempts, cause),
      );
    const within = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + callTimeoutMs, call);
    const lookNow = () => lookIntoHistory(client, command.workflowId, headerOf(event, command.kind), within);
    const look = () => ask(lookNow);
    // A replay is rare, and people want to know what came of it: an open workflow would drop it without a word.
    if (event.replay && (await look()) === 'event') return { kind: 'duplicate' };
    try {
      const result = await ask(() => {
        attempts += 1;
        return call(command, () => within(() => carryEvent(event, () => perform(client, command))), lookNow);
      });
      return result.kind === 'rejected' ? { ...result, attempts } : result;
    } catch (cause) {
      const refusal = canNeverWork(cause);
      if (refusal === undefined) throw cause;
      // An earlier attempt, of this process or of one that died, may have got through.
      const gotThrough = (await look().catch(orRefused)) === 'event';
      return gotThrough ? { kind: 'duplicate' } : { ...rejected('dispatch', 'refused', refusal), attempts };
    }
  };
}

/** Where Temporal refuses the look too, as for an id that it could not take, nothing got through. */
function orRefused(error: unknown): undefined {
  if (canNeverWork(error) === undefined) throw error;
}

async function call(
  command: Exclude<Command, Ignore>,
  carryOut: () => Promise<void>,
  look: () => ReturnType<typeof lookIntoHistory>,
): Promise<Delivery | Rejected> {
  try {
    await carryOut();
    return { kind: 'delivered' };
  } catch (error) {
    const tooLate =
      error instanceof WorkflowExecutionAlreadyStartedError || error instanceof WorkflowNotFoundError;
    if (!tooLate) throw error;
    // Either another event was there first, or this one was: an earlier delivery, or a call whose answer was lost.
    const found = await look();
    return found === 'event' ? { kind: 'duplicate' } : missed(command, found);
  }
}

async function perform(client: WorkflowClient, command: Exclude<Command, Ignore>): Promise<void> {
  const { workflowId } = command;
  switch (command.kind) {
    case 'start': {
      const { workflowType, taskQueue, args } = command;
      await client.start(workflowType, { workflowId, taskQueue, args: [...args], ...ONE_RUN });
      return;
    }
    case 'signal':
      await client.getHandle(workflowId).signal(command.signal, ...command.args);
      return;
    case 'signalWithStart': {
      const { workflowType, taskQueue, workflowArgs, signal, args } = command;
      await client.signalWithStart(workflowType, {
        workflowId,
        taskQueue,
        args: [...workflowArgs],
        signal,
        signalArgs: [...args],
        ...ONE_RUN,
      });
      return;
    }
  }
}

/** A closed workflow is never started anew: its history is what tells a redelivered event from a new one. */
const ONE_RUN = { workflowIdReusePolicy: 'REJECT_DUPLICATE' } as const;

function missed(
  { kind, workflowId }: Exclude<Command, Ignore>,
  found: 'other-events' | 'no-workflow',
): Rejected {
  if (found === 'no-workflow')
    return rejected('dispatch', 'early', `there is no workflow ${workflowId} to signal`);
  return kind === 'start'
    ? rejected('dispatch', 'conflict', `workflow ${workflowId} was started by another event`)
    : rejected('dispatch', 'late', `workflow ${workflowId} is already closed`);
}
