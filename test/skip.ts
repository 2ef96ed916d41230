import { describe, it } from '@jest/globals';
import { leftOut } from './left-out.ts';

/**
 * A test that needs what not every machine has. With a reason it is left out, and the run's summary says why; without
 * one it is a test like any other. Nothing else may skip a test.
 *
 *     itUnless(noDocker, 'runs in containers', async () => { … });
 *
 * @param timeoutMs default: the project's.
 */
export function itUnless(
  reason: string | undefined,
  name: string,
  test: () => void | Promise<void>,
  timeoutMs?: number,
): void {
  if (reason === undefined) it(name, test, timeoutMs);
  // oxlint-disable-next-line jest/no-disabled-tests -- the one place that may, for it has a reason
  else it.skip(leftOut(name, reason), test, timeoutMs);
}

/** The same for a group of tests: it is left out as one, and the summary says so in one line. */
export function describeUnless(reason: string | undefined, name: string, tests: () => void): void {
  if (reason !== undefined) {
    itUnless(reason, name, () => undefined);
    return;
  }
  // oxlint-disable-next-line jest/valid-title -- the caller's own
  describe(name, () => {
    tests();
  });
}
