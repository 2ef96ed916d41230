import { setTimeout as delay } from 'node:timers/promises';
import { backoff, byTheClock, type Wait } from './backoff.ts';

export interface CircuitBreakerOptions {
  /** For people: `Temporal`, `the schema registry`. */
  readonly name: string;
  /** Whether an error says that the dependency is not there, or not for us, rather than what it thinks of the call. */
  readonly isOutage: (error: unknown) => boolean;
  /**
   * Calls in a row whose first attempt fails, after which only one call at a time is made. Default 5. That a call which
   * failed before fails again is no sign: it may be the only one.
   */
  readonly opensAfter?: number;
  /** How long there may be nothing but failures before that, however few, in milliseconds. Default 10,000. */
  readonly opensAfterMs?: number;
  /** How it waits before a call is made again while the breaker is closed. Default: by the clock. */
  readonly wait?: Wait;
  /** How it waits before a call tests the open breaker. Default: by the clock, for which no process stays alive. */
  readonly waitToProbe?: Wait;
  /** Hears when the breaker opens, with the cause, and when it closes. */
  readonly onChange?: (breaker: CircuitBreaker) => void;
}

/**
 * Something that the bridge cannot do without, behind a breaker. A call of it is made again until there is an answer.
 * While the breaker is open all callers wait, and one of them at a time makes its call to test the water.
 *
 * A call may fail alone, for ever. So one that has not been made yet comes before those that have failed, and the first
 * of them is made at once: if it succeeds, the breaker closes, and the failing calls go on trying by themselves.
 */
export class CircuitBreaker {
  readonly name: string;
  readonly #isOutage: (error: unknown) => boolean;
  readonly #opensAfter: number;
  readonly #opensAfterMs: number;
  readonly #wait: Wait;
  readonly #waitToProbe: Wait;
  readonly #onChange: ((breaker: CircuitBreaker) => void) | undefined;
  #failures = 0;
  #failingSince: number | undefined;
  #cause: unknown;
  #open: PromiseWithResolvers<void> | undefined;
  #openedAt: number | undefined;
  /** The next caller need not wait: nobody was waiting when a probe was due. */
  #probeIsDue = false;
  /** Since the breaker opened, every probe was a call that had failed before. */
  #onlyOldCalls = false;
  /** Ends the wait for the next probe. */
  #probing: AbortController | undefined;
  readonly #probes = backoff();
  readonly #waiting = { new: new Set<() => void>(), old: new Set<() => void>() };

  constructor(options: CircuitBreakerOptions) {
    this.name = options.name;
    this.#isOutage = options.isOutage;
    this.#opensAfter = options.opensAfter ?? 5;
    this.#opensAfterMs = options.opensAfterMs ?? 10_000;
    this.#wait = options.wait ?? byTheClock;
    this.#waitToProbe = options.waitToProbe ?? byUnheldClock;
    this.#onChange = options.onChange;
  }

  /** Undefined while calls go through; else resolves once they do again. */
  get recovery(): Promise<void> | undefined {
    return this.#open?.promise;
  }

  /** The latest failure, while the breaker is open. */
  get cause(): unknown {
    return this.#open && this.#cause;
  }

  /** When the breaker opened, in milliseconds since 1970; undefined while it is closed. */
  get since(): number | undefined {
    return this.#openedAt;
  }

  /**
   * The call's answer, whether it is a value or an error that is no outage, however long that takes. Rejects with
   * the reason of `abort` once that has fired.
   */
  async call<T>(
    attempt: () => Promise<T>,
    abort: AbortSignal = NEVER,
    onRetry?: (cause: unknown) => void,
  ): Promise<T> {
    const wait = backoff({ wait: this.#wait });
    for (let age: Age = 'new'; ; age = 'old') {
      await this.#turn(age, abort);
      try {
        const answer = await attempt();
        this.#answered();
        return answer;
      } catch (cause) {
        if (!this.#isOutage(cause)) {
          this.#answered();
          throw cause;
        }
        this.#failed(age, cause);
        onRetry?.(cause);
      }
      await wait.next(abort);
    }
  }

  /** Resolves at once while the breaker is closed, else when it closes or when it is this caller's turn to probe. */
  async #turn(age: Age, abort: AbortSignal): Promise<void> {
    abort.throwIfAborted();
    if (!this.#open) return;
    if (this.#probeIsDue || (age === 'new' && this.#onlyOldCalls)) {
      this.#probeIsDue = false;
      if (age === 'new') this.#onlyOldCalls = false;
      return;
    }
    const { promise: turn, resolve, reject } = Promise.withResolvers<void>();
    const stop = () => reject(abort.reason as Error);
    abort.addEventListener('abort', stop);
    this.#waiting[age].add(resolve);
    try {
      await turn;
    } finally {
      this.#waiting[age].delete(resolve);
      abort.removeEventListener('abort', stop);
    }
  }

  #answered(): void {
    this.#failures = 0;
    this.#failingSince = undefined;
    if (!this.#open) return;
    this.#open.resolve();
    this.#open = undefined;
    this.#openedAt = undefined;
    this.#probeIsDue = false;
    this.#probing?.abort();
    this.#probing = undefined;
    this.#probes.reset();
    for (const go of [...this.#waiting.new, ...this.#waiting.old]) go();
    this.#onChange?.(this);
  }

  #failed(age: Age, cause: unknown): void {
    this.#cause = cause;
    if (age === 'new') this.#failures += 1;
    this.#failingSince ??= Date.now();
    const isLong = Date.now() - this.#failingSince >= this.#opensAfterMs;
    if (this.#open) {
      void this.#probeLater();
    } else if (isLong || this.#failures >= this.#opensAfter) {
      this.#open = Promise.withResolvers();
      this.#openedAt = Date.now();
      this.#onlyOldCalls = true;
      void this.#probeLater();
      this.#onChange?.(this);
    }
  }

  /** Lets one caller through after a wait; if that one fails too, the next one after a longer wait. */
  async #probeLater(): Promise<void> {
    if (this.#probing) return;
    const { signal } = (this.#probing = new AbortController());
    await this.#waitToProbe(this.#probes.nextMs(), signal);
    if (signal.aborted) return;
    this.#probing = undefined;
    const [first] = [...this.#waiting.new, ...this.#waiting.old];
    if (first) first();
    else this.#probeIsDue = true;
  }
}

/** Whether a call is made for the first time, or has failed before. */
type Age = 'new' | 'old';

const NEVER = new AbortController().signal;

const byUnheldClock: Wait = (ms) => delay(ms, undefined, { ref: false });
