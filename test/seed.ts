import { randomInt } from 'node:crypto';
import { randomOf, type Random } from './fuzz/random.ts';

/**
 * The seed of a run's random input, new for each run. A run that fails prints it; with it in this variable the same
 * input comes again.
 */
export const SEED = 'KTB_TEST_SEED';

export const seedOfRun = (): number => Number(process.env[SEED] ?? randomInt(1_000_000));

/** Random input for a test; each test file that asks gets the same numbers, whichever files ran before it. */
export const seededRandom = (): Random => randomOf(seedOfRun());
