import { race } from '../consumers/bridge/race.ts';

/** Whether the work was done by the deadline, in milliseconds since 1970; a failure counts as done. */
export async function doneBy(deadline: number, work: Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), Math.max(0, deadline - Date.now()));
  const done = work.then(
    () => true,
    () => true,
  );
  try {
    return await race([done, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
