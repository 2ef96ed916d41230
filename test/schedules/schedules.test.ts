import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
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
  ['fence', /^BROKEN L6: /m],
  ['watermark', /^BROKEN L[15]: /m],
  ['lane', /^BROKEN L3: /m],
  ['guard', /^BROKEN L2: /m],
])(
  'without the %s a law is found broken, and the few steps that do it are printed',
  async (without, law) => {
    const args = [join(import.meta.dirname, 'main.ts'), '--without', without];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stdout).toMatch(law);
    const steps = stdout.split('\n').filter((line) => /^  \S/.test(line));
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.length).toBeLessThanOrEqual(9);
  },
  600_000,
);

it.each([
  ['--without', 'fences', '--without fences: there are fence, watermark, lane, guard'],
  ['--runs', 'many', '--runs many: must be a number, 0 or more'],
])(
  '%s %s is an error',
  (...given) => {
    const [option, value, message] = given;
    const args = [join(import.meta.dirname, 'main.ts'), option, value];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 1, stderr: `schedules: ${message}\n` });
  },
  60_000,
);
