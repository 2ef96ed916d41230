import { afterAll, expect, it } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l05-watermark'));
afterAll(() => lab.close());

const COUNT = 30;

it('L5 watermark: what is committed is never past an unsettled record, and never moves back', async () => {
  const gates = Array.from({ length: COUNT }, () => Promise.withResolvers<void>());
  for (let id = 0; id < COUNT; id += 1) await lab.send(events(`id-${id}`, 1));
  const { groupId } = await lab.bridge(undefined, {
    dispatch: (real) => async (command, event, signal) => {
      await gates[Number(event.offset)]!.promise;
      return real(command, event, signal);
    },
  });

  const unsettled = new Set(gates.keys());
  let last = -1;
  // A fixed order in which each third offset comes first, then the next ones, so that gaps open and close.
  for (const offset of [2, 0, 1].flatMap((rest) => [...gates.keys()].filter((index) => index % 3 === rest))) {
    gates[offset]!.resolve();
    unsettled.delete(offset);
    await lab.appliedAll(`id-${offset}`, 1);
    const settledUpTo = unsettled.size > 0 ? Math.min(...unsettled) : COUNT;
    const committed = await eventually(async () => {
      const [now = -1] = await lab.committed(groupId);
      expect(now).toBeGreaterThanOrEqual(last);
      expect(now).toBeLessThanOrEqual(settledUpTo);
      return now === settledUpTo || settledUpTo === 0 ? { now } : undefined;
    }, 5_000);
    last = committed.now;
  }
  expect(last).toBe(COUNT);
});
