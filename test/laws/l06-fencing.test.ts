import { afterAll, expect, it } from '@jest/globals';
import type { Dispatch } from '../../consumers/bridge/dispatch.ts';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l06-fencing'), { partitions: 2 });
afterAll(() => lab.close());

it('L6 fencing: a member that lost a partition commits nothing more of it', async () => {
  // One record in each partition, whichever key leads there.
  for (const id of 'abcdefgh') await lab.send(events(id, 1));
  const held = (answer: Promise<void>) => (): Dispatch => async () => {
    await answer;
    return { kind: 'delivered' };
  };
  const answers = Promise.withResolvers<void>();
  const never = new Promise<void>(() => {});
  const first = await lab.bridge(undefined, { dispatch: held(answers.promise) });
  // The second member takes a partition over, and does not get to the end of its records either.
  await lab.bridge(undefined, { dispatch: held(never) });
  await eventually(async () => (await lab.members(first.groupId)) === 2);
  expect(await lab.committed(first.groupId)).toEqual([0, 0]);

  // Only now do the first member's calls come back, those of the lost partition too.
  answers.resolve();
  const committed = await eventually(async () => {
    const now = await lab.committed(first.groupId);
    return now.some((offset) => offset > 0) ? now : undefined;
  });
  await first.stop(5_000);
  expect(committed.filter((offset) => offset > 0)).toHaveLength(1);
  expect((await lab.committed(first.groupId)).filter((offset) => offset > 0)).toHaveLength(1);
});
