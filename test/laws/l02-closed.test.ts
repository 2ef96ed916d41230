import { afterAll, expect, it } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l02-closed'));
afterAll(() => lab.close());

it('L2 once: events that are delivered again after their workflow has closed have no second effect, and are no dead letters', async () => {
  const all = [
    ...events('id', 6).map((event) => ({ ...event, ask: event.n === 3 ? 'renew' : 'add' }) as const),
    { id: 'id', n: 7, ask: 'end' } as const,
  ];
  await lab.send(all, ({ n }) => `event-${n}`);
  const first = await lab.bridge('first');
  const handle = lab.client.workflow.getHandle(lab.workflowId('id'));
  await eventually(async () => (await handle.describe()).status.name === 'COMPLETED');
  await first.stop(5_000);
  const before = await lab.history('id');

  // Another group reads everything again; then something that was not there before.
  const { groupId } = await lab.bridge('second');
  await eventually(async () => (await lab.committed(groupId))[0] === 7);
  expect(lab.dead).toEqual([]);
  await lab.send([{ id: 'id', n: 8, ask: 'add' }]);
  await eventually(async () => (await lab.committed(groupId))[0] === 8);
  expect(lab.dead).toMatchObject([{ reason: 'late' }]);
  expect(await lab.history('id')).toEqual(before);
  expect(await lab.applied('id')).toEqual([1, 2, 3, 4, 5, 6, 7]);
});
