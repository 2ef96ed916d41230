import { describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { unavailable } from '../../activities/failures.ts';
import type { Undone } from '../../activities/services.ts';
import { askToUndo, type Fate } from '../../activities/undo.ts';

const order = { orderId: '1' };
const NOTHING: Undone = { undone: false, final: false };
const DAY = 24 * 60 * 60 * 1_000;

interface Attempt {
  readonly fate?: Fate | undefined;
  readonly asked?: number;
  readonly heartbeatDetails?: unknown;
  readonly scheduledTimestampMs?: number;
}

/** One attempt, what it asked with, and what it leaves to the next. */
async function attempt(answer: Undone | Error, about: Attempt = {}) {
  const { fate, asked, heartbeatDetails, scheduledTimestampMs = Date.now() } = about;
  const workflowExecution = { workflowId: 'order-1', runId: 'run-1' };
  const env = new MockActivityEnvironment(
    { workflowExecution, heartbeatDetails, scheduledTimestampMs },
    { logger: new DefaultLogger('ERROR', () => undefined) },
  );
  let left: unknown;
  env.on('heartbeat', (details: unknown) => (left = details));
  let key = '';
  const result = await env
    .run(() =>
      askToUndo(
        'payment-undo',
        { order, ...(fate && { fate }), ...(asked !== undefined && { asked }) },
        async (_, call) => {
          key = call.idempotencyKey;
          if (answer instanceof Error) throw answer;
          return answer;
        },
      ),
    )
    .catch((error: unknown) => error);
  return { result, key, left };
}

describe('an undo that finds nothing', () => {
  it.each(['done', 'uncertain'] as const)('is asked for again after a step that is %s', async (fate) => {
    const { result } = await attempt(NOTHING, { fate });
    expect(result).toMatchObject({
      type: 'NothingToUndoError',
      nonRetryable: false,
      details: [{ asked: 1 }],
    });
  });

  it('is the end, if the service promises that nothing comes', async () => {
    const promise = { undone: false, final: true };
    expect(await attempt(promise, { fate: 'uncertain' })).toMatchObject({ result: promise });
  });

  it('is the end after a step that was surely refused', async () => {
    expect(await attempt(NOTHING, { fate: 'refused' })).toMatchObject({ result: NOTHING });
  });

  it('is given up after 7 days in an order of an earlier version, which sets no limit', async () => {
    const { result: young } = await attempt(NOTHING);
    expect(young).toMatchObject({ nonRetryable: false });
    const { result: old } = await attempt(NOTHING, { scheduledTimestampMs: Date.now() - 8 * DAY });
    expect(old).toMatchObject({ type: 'NothingToUndoError', nonRetryable: true });
    const { result: limited } = await attempt(NOTHING, {
      fate: 'done',
      scheduledTimestampMs: Date.now() - 8 * DAY,
    });
    expect(limited).toMatchObject({ nonRetryable: false });
  });
});

describe('the key', () => {
  it('has a number after a definite answer, because services repeat their first answer to a key', async () => {
    const first = await attempt(NOTHING, { fate: 'done' });
    expect(first.key).toBe('order-1/payment-undo');
    const second = await attempt(NOTHING, { fate: 'done', heartbeatDetails: first.left });
    expect(second.key).toBe('order-1/payment-undo/2');
    const third = await attempt(NOTHING, { fate: 'done', heartbeatDetails: second.left });
    expect(third.key).toBe('order-1/payment-undo/3');
  });

  it('stays the same after a lost answer', async () => {
    const lost = await attempt(unavailable('no answer'), { fate: 'done' });
    expect([lost.key, lost.left]).toEqual(['order-1/payment-undo', undefined]);
  });

  it('goes on from what the workflow has heard', async () => {
    expect((await attempt(NOTHING, { fate: 'done', asked: 4 })).key).toBe('order-1/payment-undo/5');
  });
});
