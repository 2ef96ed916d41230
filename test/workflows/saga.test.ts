import { describe, expect, it } from '@jest/globals';
import { ActivityFailure, ApplicationFailure, RetryState } from '@temporalio/common';
import { Saga, SagaStopped, StepFailed } from '../../workflows/saga.ts';

const failure = (cause: Error) =>
  new ActivityFailure('activity failed', 'step', '1', RetryState.MAXIMUM_ATTEMPTS_REACHED, 'worker', cause);
const unknownFate = () =>
  Promise.reject(failure(ApplicationFailure.retryable('no answer', 'ServiceUnavailableError')));
const refusal = () => Promise.reject(failure(ApplicationFailure.nonRetryable('no', 'OutOfStockError')));

/** Steps a, b and c of which the last does this. */
async function run(
  last: () => Promise<unknown>,
  {
    undoOfA = async () => undefined,
    stop = () => false,
  }: { undoOfA?: () => Promise<unknown>; stop?: () => boolean } = {},
) {
  const undone: string[] = [];
  const saga = new Saga({ stopRequested: stop, refusals: new Set(['OutOfStockError']) });
  const undo = (step: string) => async () => void undone.push(step);
  let error: unknown;
  try {
    await saga.step('a', { do: async () => 1, undo: undoOfA });
    await saga.step('b', { do: async () => 2, undo: undo('b') });
    await saga.step('c', { do: last, undo: undo('c') });
  } catch (caught) {
    error = caught;
  }
  return { error, undone, compensate: () => saga.compensate() };
}

describe('a step that fails', () => {
  it('is undone with those before it, last first, if its outcome is unknown', async () => {
    const { error, compensate } = await run(unknownFate);
    expect(error).toBeInstanceOf(StepFailed);
    expect(error).toMatchObject({ step: 'c', reason: 'ServiceUnavailableError' });
    expect(await compensate()).toEqual({ compensated: ['c', 'b', 'a'], failedCompensations: [] });
  });

  it('has nothing to undo if the service clearly refused it', async () => {
    const { error, compensate, undone } = await run(refusal);
    expect(error).toMatchObject({ step: 'c', reason: 'OutOfStockError' });
    expect(await compensate()).toEqual({ compensated: ['b', 'a'], failedCompensations: [] });
    expect(undone).toEqual(['b']);
  });
});

it('a compensation that fails is reported, and the others still run', async () => {
  const { compensate, undone } = await run(unknownFate, { undoOfA: refusal });
  expect(await compensate()).toEqual({ compensated: ['c', 'b'], failedCompensations: ['a'] });
  expect(undone).toEqual(['c', 'b']);
});

it('a saga that is stopped during a step undoes that step, too', async () => {
  let stopped = false;
  const { error, compensate } = await run(async () => (stopped = true), { stop: () => stopped });
  expect(error).toBeInstanceOf(SagaStopped);
  expect(await compensate()).toMatchObject({ compensated: ['c', 'b', 'a'] });
});

it('an error that is no failed activity is a bug, and not mistaken for a failed step', async () => {
  const { error } = await run(() => Promise.reject(new TypeError('bug')));
  expect(error).toBeInstanceOf(TypeError);
});
