import { afterEach, expect, it } from '@jest/globals';
import { SEED, seededRandom } from './seed.ts';

const before = process.env[SEED];
afterEach(() => {
  if (before === undefined) delete process.env[SEED];
  else process.env[SEED] = before;
});

it('draws the same input again from the seed that a failed run printed', () => {
  process.env[SEED] = '7';
  expect(seededRandom().bytes(20)).toEqual(seededRandom().bytes(20));
  const once = seededRandom().bytes(20);
  process.env[SEED] = '8';
  expect(seededRandom().bytes(20)).not.toEqual(once);
});
