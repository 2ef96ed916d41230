import { afterAll, expect, it } from '@jest/globals';
import { progressLog } from '../../infra/observe/progress-log.ts';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l08-large-history'));
afterAll(() => lab.close());

it('L8 poison, K9: what comes late for a workflow with a history of megabytes is dead-lettered, and holds up nothing', async () => {
  const id = 'large';
  const handle = await lab.client.workflow.start('tally', {
    workflowId: lab.workflowId(id),
    taskQueue: 'nobody',
    args: [id],
  });
  // More than gRPC takes in one message, 4 MiB.
  const args = [{ id, n: 0, ask: 'add', filling: 'x'.repeat(850_000) }];
  for (let n = 0; n < 10; n += 1) await handle.signal('add', ...args);
  await lab.send(events(id, 1));
  let isOpen = false;
  const first = await lab.bridge('first', {
    progress: (log) => ({ ...progressLog(log), onBreaker: ({ recovery }) => (isOpen = !!recovery) }),
  });
  await eventually(async () => (await lab.committed('first'))[0] === 1);
  await handle.terminate();

  await lab.send([...events(id, 1, 2), ...events('other', 1)]);
  await lab.appliedAll('other', 1);
  await eventually(async () => (await lab.committed('first'))[0] === 3);
  expect(lab.dead).toMatchObject([{ reason: 'late', headers: { '__connect.errors.offset': '1' } }]);
  await first.stop(5_000);

  // Another group reads all of it again: the first event is in the history, the second is not.
  await lab.bridge('second');
  await eventually(async () => (await lab.committed('second'))[0] === 3);
  await eventually(() => lab.dead.length === 2);
  expect(lab.dead[1]).toMatchObject({ reason: 'late', headers: { '__connect.errors.offset': '1' } });
  expect(isOpen).toBe(false);
});
