import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { OutcomeInput } from '../../activities/bridge/publish-outcome.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { cancelReminder } from '../../workflows/messages.ts';
import { eventually } from '../eventually.ts';
import { aReminder } from '../reminders.ts';

/** A cancellation that comes while the mail server is being asked; how attempts then end is the real server's matter. */
const { temporal } = loadConfig();
const WORKFLOWS = join(import.meta.dirname, '..', '..', 'workflows', 'index.ts');

let client: Client;
let connection: NativeConnection;
beforeAll(async () => {
  client = await connectTemporal(temporal);
  connection = await NativeConnection.connect(temporal.connection);
});
afterAll(async () => {
  await client?.connection.close();
  await connection?.close();
});

/** Cancels a reminder in the middle of its first attempt, which then ends so. */
async function cancelDuringAttempt(
  stop: (run: WorkflowHandle, reminderId: string) => Promise<unknown>,
  end: () => Promise<void>,
) {
  const reminderId = randomUUID();
  const taskQueue = `reminder-attempt-${reminderId}`;
  const outcomes: string[] = [];
  const cancelled = Promise.withResolvers<void>();
  let attempts = 0;
  const worker = await Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue,
    workflowsPath: WORKFLOWS,
    activities: {
      async sendReminder() {
        attempts += 1;
        await cancelled.promise;
        await end();
      },
      publishOutcome: async ({ name }: OutcomeInput) => void outcomes.push(name),
    },
  });
  await worker.runUntil(async () => {
    const args = [aReminder({ reminderId, dueAt: 0 })];
    const run = await client.workflow.start('reminder', {
      workflowId: `reminder-${reminderId}`,
      taskQueue,
      args,
    });
    await eventually(() => attempts === 1);
    await stop(run, reminderId);
    await eventually(async () => {
      const { events } = await run.fetchHistory();
      return events?.some((event) => event.activityTaskCancelRequestedEventAttributes);
    });
    cancelled.resolve();
    await run.result();
  });
  return { attempts, outcomes };
}

describe.each([
  [
    'the signal',
    (run: WorkflowHandle, reminderId: string) =>
      run.signal(cancelReminder, { reminderId, requestedBy: 'ada', requestedAt: 1 }),
  ],
  ["Temporal's own cancel", (run: WorkflowHandle) => run.cancel()],
])('when %s comes during an attempt', (_, stop) => {
  it('and the mail goes out, the reminder was sent', async () => {
    const ended = await cancelDuringAttempt(stop, async () => undefined);
    expect(ended).toEqual({ attempts: 1, outcomes: ['ReminderSent'] });
  });

  it('and the mail does not go out, the reminder was cancelled and there is no other attempt', async () => {
    const ended = await cancelDuringAttempt(stop, () =>
      Promise.reject(ApplicationFailure.retryable('no answer', 'ServiceUnavailableError')),
    );
    expect(ended).toEqual({ attempts: 1, outcomes: ['ReminderCancelled'] });
  });
});
