import { randomUUID } from 'node:crypto';
import { afterAll, expect, it } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l02-reset'));
afterAll(() => lab.close());

it('L2 once: events that are delivered again after their workflow was reset have no second effect', async () => {
  await lab.send(events('id', 5));
  const first = await lab.bridge('first');
  await lab.appliedAll('id', 5);
  await first.stop(5_000);

  // Temporal gives the signals that came after this point to the new run.
  const { connection, options } = lab.client.workflow as typeof lab.client.workflow & {
    readonly connection: typeof lab.client.connection;
  };
  const started = (await lab.history('id')).find((event) => event.workflowTaskStartedEventAttributes);
  const { runId } = await connection.workflowService.resetWorkflowExecution({
    namespace: options.namespace,
    workflowExecution: { workflowId: lab.workflowId('id') },
    reason: 'test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: started!.eventId!.add(1),
  });
  const handle = lab.client.workflow.getHandle(lab.workflowId('id'));
  expect((await handle.describe()).runId).toBe(runId);
  await eventually(async () => (await lab.applied('id')).length === 5);

  const { groupId } = await lab.bridge('second');
  await lab.send(events('id', 1, 6));
  await lab.appliedAll('id', 6);
  await eventually(async () => (await lab.committed(groupId))[0] === 6);
  expect(await lab.applied('id')).toEqual([1, 2, 3, 4, 5, 6]);
  expect((await handle.describe()).runId).toBe(runId);
  expect(lab.dead).toEqual([]);
});
