import { expect, it } from '@jest/globals';
import { seedOfRun } from '../seed.ts';
import { runSchedules } from './schedules.ts';
import type { Part } from './without.ts';

it.each([
  ['the same', 1],
  ['others each time', seedOfRun()],
])(
  'the laws hold in 5,000 drawn schedules: %s, seed %i',
  async (_, seed) => {
    const { violations, happened } = await runSchedules({ runs: 5_000, seed });
    expect(violations).toEqual([]);
    // Some of each kind came through, else the schedules are not what they are meant to be.
    expect(happened).toMatchObject({
      applied: expect.any(Number),
      dropped: expect.any(Number),
      'dead-lettered': expect.any(Number),
      committed: expect.any(Number),
      fenced: expect.any(Number),
      replayed: expect.any(Number),
    });
  },
  600_000,
);

it.each<[Part, RegExp]>([
  ['fence', /^L6: /],
  ['watermark', /^L[15]: /],
  ['lane', /^L3: /],
  ['guard', /^L2: /],
])(
  'without the %s, a law is found broken, by a few steps',
  async (without, law) => {
    const { violations } = await runSchedules({ runs: 20_000, seed: 1, without });
    expect(violations[0]?.laws[0]).toMatch(law);
    expect(violations[0]?.steps.length).toBeLessThanOrEqual(8);
  },
  600_000,
);
