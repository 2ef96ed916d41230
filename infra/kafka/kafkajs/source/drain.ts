import { setTimeout as delay } from 'node:timers/promises';
import { race } from '../../../../consumers/bridge/race.ts';

/** What a drain waits for, one after the other. */
export interface DrainSteps {
  /** Resolves once nothing is in flight. */
  readonly idle: () => Promise<unknown>;
  /** True if everything that is settled is committed. */
  readonly commit: () => Promise<boolean>;
  /** Ends the assignment: from here on nothing is committed. */
  readonly close: () => void;
  readonly leave: () => Promise<unknown>;
}

/** Parts of the deadline, so that there is time left for the last commit and for leaving the group. */
const SHARES = { idle: 0.7, commit: 0.15, leave: 0.15 };

/** Drains a source until the deadline at most. Drained: everything that was taken is settled, and committed. */
export async function drain(steps: DrainSteps, deadlineMs: number): Promise<{ drained: boolean }> {
  const inTime = (work: Promise<boolean>, share: number) =>
    race([work, delay(deadlineMs * share, false, { ref: false })]);
  const isIdle = await inTime(
    steps.idle().then(() => true),
    SHARES.idle,
  );
  const isCommitted = await inTime(steps.commit(), SHARES.commit);
  steps.close();
  await inTime(
    steps.leave().then(
      () => true,
      () => false,
    ),
    SHARES.leave,
  );
  return { drained: isIdle && isCommitted };
}
