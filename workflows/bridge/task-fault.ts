/**
 * An error that must fail the workflow task, whatever the workflow's code does about errors: code that caught it would
 * go on as if publishing had failed, and the history would keep that.
 */
let fault: Error | undefined;
let isWatched = false;

/** Says that `throwFault` is called at the end of each workflow task. */
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
