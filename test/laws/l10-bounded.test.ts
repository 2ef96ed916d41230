import { afterAll, expect, it } from '@jest/globals';
import { openPartition } from '../../consumers/bridge/partition.ts';
import { Window } from '../../consumers/bridge/window.ts';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';

const LIMIT = 16;
/** Of memory. A record of this test has some 20 bytes on the wire, and some 130 once it is decoded. */
const BYTES = 3_000;
const BY_MEMORY = 30;
const lab = await openLab({
  partition: (work) =>
    openPartition({ ...work, window: new Window({ records: LIMIT, span: 1_000, bytes: 1e6 }) }),
  ...partsOf('l10-bounded'),
});
afterAll(() => lab.close());

it('L10 bounded: no more is in flight than the window holds, however much there is to read', async () => {
  expect(await mostInFlight(lab, LIMIT)).toBe(LIMIT);
});

it('L10 bounded: what is in flight counts as it is in memory, decoded', async () => {
  const small = await openLab({
    partition: (work) =>
      openPartition({ ...work, window: new Window({ records: 1_000, span: 1_000, bytes: BYTES }) }),
    ...partsOf('l10-bounded'),
  });
  try {
    expect(await mostInFlight(small, 5)).toBeLessThanOrEqual(BY_MEMORY);
  } finally {
    await small.close();
  }
});

/** Of 80 records whose calls all wait until no more of them are let in. */
async function mostInFlight(of: typeof lab, atLeast: number): Promise<number> {
  let inFlight = 0;
  let most = 0;
  const answers = Promise.withResolvers<void>();
  for (let id = 0; id < 5 * LIMIT; id += 1) await of.send(events(`id-${id}`, 1));
  const { groupId, source } = await of.bridge(undefined, {
    dispatch: () => async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await answers.promise;
      inFlight -= 1;
      return { kind: 'delivered' };
    },
  });
  const isHeldUp = () => source.state.partitions.some(({ pausedSince }) => pausedSince !== undefined);
  await eventually(() => most === 5 * LIMIT || (most >= atLeast && isHeldUp()));
  answers.resolve();
  await eventually(async () => (await of.committed(groupId))[0] === 5 * LIMIT);
  return most;
}
