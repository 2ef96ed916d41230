import { ActivityFailure } from '@temporalio/workflow';

/** Tries something that the workflow does not depend on. False if it failed. */
export async function attempt(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return false;
  }
}
