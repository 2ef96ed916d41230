// @ts-check
import { constants } from 'node:os';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs work that a signal to this process ends in order: the `AbortSignal` ends the work, then the process gets the
 * signal again, unless other code listens for it. A second signal ends the process at once.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function interruptible(work) {
  const interrupted = new AbortController();
  /** @type {NodeJS.Signals | undefined} */
  let by;
  const interrupt = (/** @type {NodeJS.Signals} */ signal) => {
    if (by) process.exit(128 + constants.signals[signal]);
    by = signal;
    interrupted.abort(new Error(`ended by ${signal}`));
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    return await work(interrupted.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
    if (by && process.listenerCount(by) === 0) process.kill(process.pid, by);
  }
}
