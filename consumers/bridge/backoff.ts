import { ExponentialBackoff, type IBackoff } from 'cockatiel';
import { setTimeout as delay } from 'node:timers/promises';

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
export function backoff({ initialDelay = 100, maxDelay = 10_000 } = {}): Backoff {
  const factory = new ExponentialBackoff({ initialDelay, maxDelay });
  let current: IBackoff<unknown> | undefined;
  const nextMs = () => {
    current = (current ?? factory).next(undefined);
    return current.duration;
  };
  return {
    nextMs,
    async next(abort) {
      await delay(nextMs(), undefined, { signal: abort }).catch(() => undefined);
    },
    reset() {
      current = undefined;
    },
  };
}
