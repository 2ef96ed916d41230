import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { WorkflowFailedError, type Client } from '@temporalio/client';
import { createOutcomeActivities, type OutcomeRecord } from '../../../activities/bridge/publish-outcome.ts';
import { loadConfig } from '../../../infra/settings/config.ts';
import { connectTemporal } from '../../../infra/temporal/client.ts';
import { startTemporalWorker } from '../../../infra/temporal/worker.ts';
import { GreetingCompleted } from '../../../schemas/generated/greetings.ts';
import { eventually } from '../../eventually.ts';
import { silent } from '../watch.ts';

/** What becomes of an outcome with a wrong name or value, on a real server. */
const { temporal } = loadConfig();
const OUTCOMES = { 'greetings.outcomes': [GreetingCompleted] };
let client: Client;
beforeAll(async () => void (client = await connectTemporal(temporal)));
afterAll(() => client?.connection.close());

const published: OutcomeRecord[] = [];
const publisher = { publish: async (record: OutcomeRecord) => void published.push(record) };

const deploy = (taskQueue: string, file: string) =>
  startTemporalWorker({
    temporal,
    log: silent,
    taskQueues: [taskQueue],
    workflowsPath: join(import.meta.dirname, file),
    outcomes: OUTCOMES,
    activities: createOutcomeActivities(publisher, OUTCOMES),
    onCrash: (cause) => {
      throw cause;
    },
  });

const begin = (taskQueue: string, workflow: string, ...args: unknown[]) =>
  client.workflow.start(workflow, { taskQueue, workflowId: `mistake-${randomUUID()}`, args });

type Handle = Awaited<ReturnType<typeof begin>>;

async function eventsOf(handle: Handle) {
  const { events } = await handle.fetchHistory();
  const all = events ?? [];
  return {
    taskFailure: all.find((event) => event.workflowTaskFailedEventAttributes)
      ?.workflowTaskFailedEventAttributes?.failure?.message,
    scheduled: all.filter((event) => event.activityTaskScheduledEventAttributes).length,
    failed: all.filter((event) => event.activityTaskFailedEventAttributes).length,
  };
}

it('a misspelt name fails the workflow task with a sentence, and the workflow continues after a redeploy', async () => {
  const taskQueue = `mistakes-${randomUUID()}`;
  const wrong = await deploy(taskQueue, 'misspelt.ts');
  const handle = await begin(taskQueue, 'greet');
  await eventually(async () => (await eventsOf(handle)).taskFailure !== undefined);
  expect(await eventsOf(handle)).toMatchObject({
    taskFailure: expect.stringMatching(
      /^the app lists no outcome "GreetingCompletd", it lists GreetingCompleted: correct the name/,
    ),
    scheduled: 0,
  });
  await wrong.stop(Date.now() + 10_000);

  const corrected = await deploy(taskQueue, 'corrected.ts');
  try {
    expect(await handle.result()).toBe('published');
    expect(await eventsOf(handle)).toMatchObject({ scheduled: 1, failed: 0 });
    expect(published).toMatchObject([{ topic: 'greetings.outcomes', key: 'g-1' }]);
  } finally {
    await corrected.stop(Date.now() + 10_000);
  }
});

it.each([
  ['lacks a field', { greetingId: 'g-1', name: 'Ana' }, 'message'],
  ['has a field of another type', { greetingId: 'g-1', name: 'secret', message: 7 }, 'message'],
  ['has an empty key', { greetingId: '', name: 'Ana', message: 'secret' }, 'greetingId'],
  ['is none', undefined, 'the value'],
])(
  'a value that %s fails the workflow without retry, naming the field',
  async (_, value, field) => {
    const taskQueue = `mistakes-${randomUUID()}`;
    const worker = await deploy(taskQueue, 'misspelt.ts');
    try {
      const handle = await begin(taskQueue, 'lie', value);
      const error = await handle.result().catch((failure: unknown) => failure);
      expect(error).toBeInstanceOf(WorkflowFailedError);
      const { cause } = error as WorkflowFailedError;
      expect(cause).toMatchObject({
        type: 'InvalidOutcome',
        nonRetryable: true,
        message: `the outcome GreetingCompleted is not a valid greetings.v1.GreetingCompleted: wrong or missing ${field}`,
      });
      expect(await eventsOf(handle)).toEqual({ taskFailure: undefined, scheduled: 0, failed: 0 });
    } finally {
      await worker.stop(Date.now() + 10_000);
    }
  },
  60_000,
);
