import { afterAll, expect, it } from '@jest/globals';
import { openPartition } from '../../consumers/bridge/partition.ts';
import { Window } from '../../consumers/bridge/window.ts';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';

const LIMIT = 16;
const lab = await openLab({
  partition: (work) =>
    openPartition({ ...work, window: new Window({ records: LIMIT, span: 1_000, bytes: 1e6 }) }),
  ...partsOf('l10-bounded'),
});
afterAll(() => lab.close());

it('L10 bounded: no more is in flight than the window holds, however much there is to read', async () => {
  let inFlight = 0;
  let most = 0;
  const answers = Promise.withResolvers<void>();
  for (let id = 0; id < 5 * LIMIT; id += 1) await lab.send(events(`id-${id}`, 1));
  const { groupId } = await lab.bridge(undefined, {
    dispatch: () => async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await answers.promise;
      inFlight -= 1;
      return { kind: 'delivered' };
    },
  });
  await eventually(() => most >= LIMIT);
  answers.resolve();
  await eventually(async () => (await lab.committed(groupId))[0] === 5 * LIMIT);
  expect(most).toBe(LIMIT);
});
