/**
 * An error that must fail the workflow task even if the workflow's code catches errors: such code would continue as if
 * publishing had failed, and that would stay in the history.
 */
let fault: Error | undefined;
let isWatched = false;

/** Call this if `throwFault` is called at the end of each workflow task. */
export function watchFaults(): void {
  isWatched = true;
}

/** Fails the workflow task. Never resolves if a worker of the bridge runs the workflow; rejects elsewhere. */
export function failTask(error: Error): Promise<never> {
  if (!isWatched) return Promise.reject(error);
  fault ??= error;
  return new Promise(() => undefined);
}

export function throwFault(): void {
  if (fault) throw fault;
}
