import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { OrderPlaced } from '../schemas/generated/orders.ts';
import { nothingToUndo } from './failures.ts';
import type { Call, Undone } from './services.ts';
import { callFor, type UndoStep } from './step-call.ts';

/**
 * What is known of a step that is to be undone: it was `done`; the service surely `refused` it; or neither is known.
 * Frozen: inputs of open workflows have it.
 */
export type Fate = 'done' | 'refused' | 'uncertain';

export interface UndoInput {
  readonly order: Pick<OrderPlaced, 'orderId'>;
  /** Default, for workflows of earlier versions: not known. */
  readonly fate?: Fate;
  /** How many definite answers "nothing to undo" the workflow has heard of. Default 0. */
  readonly asked?: number;
}

/** Progress of the activity, kept from one attempt to the next. */
interface Asked {
  readonly asked: number;
}

/** A workflow of an earlier version sets no limit; in milliseconds, 7 days. */
const UNLIMITED_FOR_MS = 7 * 24 * 60 * 60 * 1_000;

/**
 * Asks a service to undo a step. Resolves once the service has undone it, or promises that it can have no more effect,
 * or found nothing of a step that it had surely refused. Otherwise fails, for Temporal to ask again.
 *
 * A service that remembers keys repeats its first answer to a key. So after a definite "nothing to undo" the next
 * request has another key, with a number; after a lost answer it has the same, because that answer is not known.
 */
export async function askToUndo(
  step: UndoStep,
  { order, fate, asked: known = 0 }: UndoInput,
  undo: (order: UndoInput['order'], call: Call) => Promise<Undone>,
): Promise<Undone> {
  const { info, heartbeat, log } = Context.current();
  const tell = (reason: string): void =>
    void log.warn('an undo is still open', { step, reason, attempt: info.attempt });
  const asked = Math.max(known, (info.heartbeatDetails as Asked | undefined)?.asked ?? 0);
  const answer = await undo(order, callFor(step, asked + 1)).catch((error: Error) => {
    // Errors of services name service, operation and status, and nothing else.
    tell(error instanceof ApplicationFailure ? error.message : error.name);
    throw error;
  });
  if (answer.undone || answer.final || fate === 'refused') return answer;

  tell('it found nothing, and no promise');
  heartbeat({ asked: asked + 1 } satisfies Asked);
  const failure = nothingToUndo(`${step}: nothing to undo, and no promise that nothing comes`, asked + 1);
  if (fate !== undefined || Date.now() - info.scheduledTimestampMs < UNLIMITED_FOR_MS) throw failure;
  const { message } = failure;
  throw ApplicationFailure.create({ type: 'NothingToUndoError', message, nonRetryable: true });
}
