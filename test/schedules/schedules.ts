import fc from 'fast-check';
import { SeenEvents } from '../../workflows/bridge/interceptors/seen-events.ts';
import type { Happening, Tell } from './happening.ts';
import { inWords, stepsOf, type Step, type StepOptions } from './steps.ts';
import { WITHOUT, type Part } from './without.ts';
import { World, type WorldParts } from './world.ts';

export interface ScheduleOptions extends StepOptions {
  /** A part of the bridge that is taken away. Default: none. */
  readonly without?: Part | undefined;
}

export interface RunOptions extends ScheduleOptions {
  readonly runs: number;
  readonly seed: number;
  /** Hears how many have run, now and then. */
  readonly onProgress?: (runs: number) => void;
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
export interface Violation {
  readonly laws: readonly string[];
  readonly steps: readonly Step[];
  /** The steps, and what happened in each. */
  readonly story: readonly string[];
}

/** More than the steps of two redeliveries. */
const MOST_STEPS = 40;

/** Draws schedules, runs each, and stops at the first that breaks a law. */
export async function runSchedules({ runs, seed, onProgress, ...options }: RunOptions): Promise<Report> {
  const started = performance.now();
  const happened: Partial<Record<Happening, number>> = {};
  let done = 0;
  // The order in which calls end is drawn as steps too, and not by fast-check's scheduler, whose order cannot shrink.
  const schedules = fc.array(fc.constantFrom(...stepsOf(options)), { maxLength: MOST_STEPS, size: 'max' });
  const property = fc.asyncProperty(schedules, async (steps) => {
    const broken = await runSchedule(steps, options, (what) => (happened[what] = (happened[what] ?? 0) + 1));
    done += 1;
    if (done % 10_000 === 0) onProgress?.(done);
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
  steps: readonly Step[],
  { readers = 1, without }: ScheduleOptions,
  tell: Tell,
  onStep: (step: string) => void = () => undefined,
): Promise<readonly string[]> {
  const guard: WorldParts['guard'] = (...before) => new SeenEvents(...before);
  const world = new World({ guard, ...(without && WITHOUT[without]), readers, tell });
  const { breaches } = world.laws;
  for (const step of steps) {
    onStep(inWords(step));
    await world.step(step);
    if (breaches.length > 0) return breaches;
  }
  onStep('everything that is under way goes well, and one member reads to the end');
  await world.rest();
  return breaches;
}

async function violationOf(steps: readonly Step[], options: ScheduleOptions): Promise<Violation> {
  const story: string[] = [];
  const laws = await runSchedule(
    steps,
    options,
    (_, words) => story.push(`     ${words}`),
    (step) => story.push(`  ${step}`),
  );
  return { laws, steps, story };
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
