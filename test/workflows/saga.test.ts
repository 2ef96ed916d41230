import { describe, expect, it } from '@jest/globals';
import { ActivityFailure, ApplicationFailure, RetryState } from '@temporalio/common';
import { Saga, SagaStopped, StepFailed } from '../../workflows/saga.ts';
import type { UndoEnd } from '../../workflows/undo.ts';
import { undoAtOnce } from '../../workflows/undo-at-once.ts';

const failure = (cause: Error) =>
  new ActivityFailure('activity failed', 'step', '1', RetryState.MAXIMUM_ATTEMPTS_REACHED, 'worker', cause);
const unknownFate = () =>
  Promise.reject(failure(ApplicationFailure.retryable('no answer', 'ServiceUnavailableError')));
const refusal = (...details: unknown[]) =>
  Promise.reject(failure(ApplicationFailure.nonRetryable('no', 'OutOfStockError', ...details)));

/** Steps a, b and c of which the last does this. */
async function run(last: () => Promise<unknown>, stop = () => false) {
  const saga = new Saga({ stopRequested: stop, refusals: new Set(['OutOfStockError']) });
  const undo = async () => undefined;
  let error: unknown;
  try {
    await saga.step('a', { do: async () => 1, undo });
    await saga.step('b', { do: async () => 2, undo });
    await saga.step('c', { do: last, undo });
  } catch (caught) {
    error = caught;
  }
  return { error, fates: saga.steps.map(({ step, fate }) => [step, fate]), steps: saga.steps };
}

const DONE = [
  ['a', 'done'],
  ['b', 'done'],
];

describe('a step that fails', () => {
  it('is uncertain, if it may have happened', async () => {
    const { error, fates } = await run(unknownFate);
    expect(error).toBeInstanceOf(StepFailed);
    expect(error).toMatchObject({ step: 'c', reason: 'ServiceUnavailableError' });
    expect(fates).toEqual([...DONE, ['c', 'uncertain']]);
  });

  it('keeps its undo even if it was surely refused', async () => {
    const { error, fates } = await run(() => refusal({ certain: true }));
    expect(error).toMatchObject({ step: 'c', reason: 'OutOfStockError' });
    expect(fates).toEqual([...DONE, ['c', 'refused']]);
  });

  it.each([[[]], [[{ certain: false }]], [['certain']], [[null]]])(
    'is uncertain after a refusal with the details %j',
    async (details) => {
      const { fates } = await run(() => refusal(...details));
      expect(fates).toEqual([...DONE, ['c', 'uncertain']]);
    },
  );
});

it('a saga that is stopped during a step keeps that step, too', async () => {
  let stopped = false;
  const { error, fates } = await run(
    async () => (stopped = true),
    () => stopped,
  );
  expect(error).toBeInstanceOf(SagaStopped);
  expect(fates).toEqual([...DONE, ['c', 'done']]);
});

it('an error that is no failed activity is a bug, and not mistaken for a failed step', async () => {
  const { error } = await run(() => Promise.reject(new TypeError('bug')));
  expect(error).toBeInstanceOf(TypeError);
});

describe('undos', () => {
  it('begin last first, wait for no other, and are told last first, whatever ends first', async () => {
    const { steps } = await run(unknownFate);
    const begun: string[] = [];
    const ends = new Map(steps.map(({ step }) => [step, Promise.withResolvers<UndoEnd>()]));
    const compensation = undoAtOnce(steps, ({ step }) => {
      begun.push(step);
      return ends.get(step)!.promise;
    });
    expect(begun).toEqual(['c', 'b', 'a']);
    for (const step of ['a', 'c', 'b']) ends.get(step)!.resolve('undone');
    expect(await compensation).toEqual({
      compensated: ['c', 'b', 'a'],
      failedCompensations: [],
      unresolved: [],
    });
  });

  it('that fail are told apart: refused, or not known', async () => {
    const { steps } = await run(unknownFate);
    const ends: Record<string, UndoEnd> = { a: 'refused', b: 'unresolved', c: 'nothing' };
    expect(await undoAtOnce(steps, async ({ step }) => ends[step]!)).toEqual({
      compensated: [],
      failedCompensations: ['b', 'a'],
      unresolved: ['b'],
    });
  });
});
