import { describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Info } from '@temporalio/activity';
import { attempted, type RunOfStep } from '../../activities/certainty.ts';
import { refused, unavailable } from '../../activities/failures.ts';

const FIRST: Partial<Info> = {
  attempt: 1,
  scheduledTimestampMs: 5,
  currentAttemptScheduledTimestampMs: 5,
  workflowExecution: { workflowId: 'order-1', runId: 'run-1' },
};

const failureOf = (info: Partial<Info>, run: RunOfStep, error = refused('OutOfStockError', 'no')) =>
  new MockActivityEnvironment(info)
    .run(() => attempted(run, () => Promise.reject(error)))
    .catch((failure: unknown) => failure);

it('a refusal is certain at the first attempt in the first run', async () => {
  expect(await failureOf(FIRST, { firstRunId: 'run-1' })).toMatchObject({
    ...{ type: 'OutOfStockError', message: 'no', nonRetryable: true },
    details: [{ certain: true }],
  });
});

describe('a refusal is not certain', () => {
  it.each<[string, Partial<Info>, RunOfStep]>([
    ['at a retry', { attempt: 2 }, { firstRunId: 'run-1' }],
    ['after a reset of the activity', { currentAttemptScheduledTimestampMs: 6 }, { firstRunId: 'run-1' }],
    [
      'after a reset of the workflow',
      { workflowExecution: { workflowId: 'order-1', runId: 'run-2' } },
      { firstRunId: 'run-1' },
    ],
    ['if the workflow does not tell its first run', {}, {}],
  ])('%s', async (_, about, run) => {
    expect(await failureOf({ ...FIRST, ...about }, run)).toMatchObject({
      type: 'OutOfStockError',
      nonRetryable: true,
      details: [{ certain: false }],
    });
  });
});

it('any other failure stays as it is', async () => {
  const failure = unavailable('no answer');
  expect(await failureOf(FIRST, { firstRunId: 'run-1' }, failure)).toBe(failure);
});
