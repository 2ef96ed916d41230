import * as fc from 'fast-check';
import { SeenEvents } from '../../workflows/bridge/interceptors/seen-events.ts';
import { fewest } from './fewest.ts';
import type { Happening, Tell } from './happening.ts';
import { inWords, STEPS, type Step } from './steps.ts';
import { WITHOUT, type Part } from './without.ts';
import { World, type WorldParts } from './world.ts';

/** Drawn: what happens, and for how many readers of the topic. */
export interface Schedule {
  readonly readers: number;
  readonly steps: readonly Step[];
}

export interface ScheduleOptions {
  /** A part of the bridge that is taken away. Default: none. */
  readonly without?: Part | undefined;
}

export interface RunOptions extends ScheduleOptions {
  readonly runs: number;
  readonly seed: number;
}

export interface Report {
  readonly seed: number;
  readonly runs: number;
  readonly seconds: number;
  /** How often things happened: a schedule in which nothing does shows nothing. */
  readonly happened: Readonly<Partial<Record<Happening, number>>>;
  readonly violations: readonly Violation[];
}

/** A schedule that broke a law, with as few steps as could be found. */
export interface Violation extends Schedule {
  readonly laws: readonly string[];
  /** The steps, and what happened in each. */
  readonly story: readonly string[];
}

/** More than the steps of two redeliveries. */
const MOST_STEPS = 40;

/** Draws schedules, runs each, and stops at the first that breaks a law. */
export async function runSchedules({ runs, seed, ...options }: RunOptions): Promise<Report> {
  const started = performance.now();
  const happened: Partial<Record<Happening, number>> = {};
  // The order in which calls end is drawn as steps too, and not by fast-check's scheduler, whose order cannot shrink.
  const drawn: fc.Arbitrary<Schedule> = fc.record({
    readers: fc.constantFrom(1, 1, 2),
    steps: fc.array(fc.constantFrom(...STEPS), { maxLength: MOST_STEPS, size: 'max' }),
  });
  const count = (what: Happening) => (happened[what] = (happened[what] ?? 0) + 1);
  const property = fc.asyncProperty(drawn, async (schedule) => {
    const broken = await runSchedule(schedule, options, count);
    return broken.length === 0;
  });
  const { counterexample, numRuns } = await withoutStacks(() =>
    fc.check(property, { numRuns: runs, seed, verbose: false }),
  );
  const seconds = (performance.now() - started) / 1_000;
  const violations = counterexample ? [await violationOf(counterexample[0], options)] : [];
  return { seed, runs: numRuns, seconds, happened, violations };
}

/** Gives the laws that are broken; none if all held. */
async function runSchedule(
  { readers, steps }: Schedule,
  { without }: ScheduleOptions,
  tell: Tell,
  onStep: (step: string) => void = () => undefined,
): Promise<readonly string[]> {
  const guard: WorldParts['guard'] = (...before) => new SeenEvents(...before);
  const world = new World({ guard, ...(without && WITHOUT[without]), readers, tell });
  const { breaches } = world.laws;
  try {
    for (const step of steps) {
      onStep(inWords(step));
      await world.step(step);
      if (breaches.length > 0) return breaches;
    }
    onStep('everything that is under way goes well, and one member reads to the end');
    await world.rest();
    return breaches;
  } catch (error) {
    return [...breaches, `L1: it does not go on: ${(error as Error).message}`];
  }
}

async function violationOf(drawn: Schedule, options: ScheduleOptions): Promise<Violation> {
  const isBroken = async (steps: readonly Step[]) =>
    (await runSchedule({ ...drawn, steps }, options, () => undefined)).length > 0;
  const schedule = { ...drawn, steps: await fewest(drawn.steps, isBroken) };
  const story: string[] = [];
  const laws = await runSchedule(
    schedule,
    options,
    (_, words) => story.push(`     ${words}`),
    (step) => story.push(`  ${step}`),
  );
  return { ...schedule, laws, story };
}

/** Errors are answers here, by the hundred thousand, and their stacks would take a third of the time. */
async function withoutStacks<T>(run: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
