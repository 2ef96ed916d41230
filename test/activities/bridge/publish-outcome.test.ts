import { describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createOutcomeActivities, type OutcomeRecord } from '../../../activities/bridge/publish-outcome.ts';
import { InvalidRecordError } from '../../../schemas/bridge/codec.ts';
import { GreetingCompleted } from '../../../schemas/generated/greetings.ts';

const OUTCOMES = { 'greetings.outcomes': [GreetingCompleted] };
const greeting = { greetingId: 'g-1', name: 'Ana', message: 'hello' };

/** The activity, for a worker whose workflows check nothing. */
function publishing(publish: (record: OutcomeRecord) => Promise<void> = async () => undefined) {
  const { publishOutcome } = createOutcomeActivities({ publish }, OUTCOMES);
  return (value: object, name = 'GreetingCompleted') =>
    new MockActivityEnvironment()
      .run(publishOutcome, {
        name,
        value,
        occurrence: 'final',
        firstRunId: 'r',
        time: '2026-01-01T00:00:00Z',
      })
      .catch((error: unknown) => error);
}

describe('is not tried again', () => {
  it.each([undefined, null, ''])('an outcome whose key is %j', async (greetingId) => {
    const failure = await publishing()({ ...greeting, greetingId });
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({
      nonRetryable: true,
      type: 'InvalidOutcome',
      message: 'not a valid greetings.v1.GreetingCompleted: its key is empty: greetingId',
    });
  });

  it('an outcome whose value the schema refuses', async () => {
    const refuse = () => Promise.reject(new InvalidRecordError(GreetingCompleted, ['message']));
    expect(await publishing(refuse)(greeting)).toMatchObject({
      nonRetryable: true,
      message: 'not a valid greetings.v1.GreetingCompleted: wrong or missing message',
    });
  });
});

it('a name that is not known here is tried again: another worker may know it', async () => {
  const failure = await publishing()(greeting, 'GreetingCompletd');
  expect(failure).toBeInstanceOf(Error);
  expect(failure).not.toMatchObject({ nonRetryable: true });
});
