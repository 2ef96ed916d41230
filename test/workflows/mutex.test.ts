import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { lockAnswered, mutexWorkflowId, releaseLock, requestLock } from '../../workflows/lock-messages.ts';
import { TASK_QUEUES } from '../../workflows/messages.ts';
import { eventually } from '../eventually.ts';
import { startImportsLab, type ImportsLab } from './imports-lab.ts';

let lab: ImportsLab;
beforeAll(async () => void (lab = await startImportsLab()));
afterAll(() => lab?.close());

const mutexId = mutexWorkflowId('busy');

/** Asks in the name of a workflow that does not run, or of one that does and does not care. */
const ask = (lockId: string, workflowId: string): Promise<WorkflowHandle> =>
  lab.client.signalWithStart('mutex', {
    workflowId: mutexId,
    taskQueue: TASK_QUEUES.imports,
    args: [{ resource: 'busy' }],
    signal: requestLock,
    signalArgs: [{ lockId, workflowId, leaseMs: 60_000 }],
  });

it('continues as new once its history is long, and still knows its holder and who waits, without closed workflows', async () => {
  const holder = await lab.client.start('mutex', {
    workflowId: 'holder',
    taskQueue: TASK_QUEUES.imports,
    args: [{ resource: 'nothing', state: { waiting: [], holder: forever('nobody') } }],
  });
  const mutex = await ask('held', holder.workflowId);
  await ask('dead', 'nobody');
  await ask('next', holder.workflowId);
  const { runId: first } = await mutex.describe();

  // A run whose requests never pause cannot go on in a new one: the server takes no end that has not heard them all.
  for (let asked = 0; asked < 700; asked += 1)
    await Promise.all([1, 2, 3].map(() => ask('held', holder.workflowId)));
  await eventually(async () => (await mutex.describe()).runId !== first);

  const answered = async () => {
    const { events } = await lab.client.getHandle(mutexId).fetchHistory();
    return (events ?? []).flatMap(({ signalExternalWorkflowExecutionInitiatedEventAttributes: told }) => {
      const isToHolder = told?.workflowExecution?.workflowId === holder.workflowId;
      const payload = isToHolder && told.signalName === lockAnswered.name && told.input?.payloads?.[0];
      return payload ? [defaultPayloadConverter.fromPayload<{ lockId: string }>(payload).lockId] : [];
    });
  };
  expect(await answered()).not.toContain('next');
  await mutex.signal(releaseLock, { lockId: 'held' });
  await eventually(async () => (await answered()).includes('next'));
  expect(await answered()).not.toContain('dead');
  await mutex.signal(releaseLock, { lockId: 'next' });
  await lab.client.getHandle(mutexId).result();
  await lab.client.getHandle(holder.workflowId).terminate();
});

const forever = (workflowId: string) => ({
  lockId: 'forever',
  workflowId,
  leaseMs: 1,
  until: Date.now() + 20 * 60 * 60 * 1_000,
});
