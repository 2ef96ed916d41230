import { ExponentialBackoff, type IBackoff } from 'cockatiel';
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves after so many milliseconds, or at once when `abort` fires. Never rejects. */
export type Wait = (ms: number, abort?: AbortSignal) => Promise<void>;

export const byTheClock: Wait = (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined);

/** Growing, jittered waits before a dependency that failed is asked again. */
export interface Backoff {
  /** The next wait, in milliseconds. */
  nextMs(): number;
  /** Resolves after the next wait, or at once when `abort` fires. */
  next(abort: AbortSignal): Promise<void>;
  /** The dependency answered: the next wait is a short one again. */
  reset(): void;
}

/** Waits in milliseconds. Defaults: 100 at first, at most 10,000. */
export function backoff({ initialDelay = 100, maxDelay = 10_000, wait = byTheClock } = {}): Backoff {
  const factory = new ExponentialBackoff({ initialDelay, maxDelay });
  let current: IBackoff<unknown> | undefined;
  const nextMs = () => {
    current = (current ?? factory).next(undefined);
    return current.duration;
  };
  return {
    nextMs,
    next: (abort) => wait(nextMs(), abort),
    reset() {
      current = undefined;
    },
  };
}
