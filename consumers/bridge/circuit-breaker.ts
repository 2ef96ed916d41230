import { backoff, byTheClock, type Wait } from './backoff.ts';

export interface CircuitBreakerOptions {
  /** For people: `Temporal`, `the schema registry`. */
  readonly name: string;
  /** Whether an error says that the dependency is not there, or not for us, rather than what it thinks of the call. */
  readonly isOutage: (error: unknown) => boolean;
  /** Failures in a row, of any calls, after which only one call at a time is made. Default 5. */
  readonly opensAfter?: number;
  /** How long there may be nothing but failures before that, however few, in milliseconds. Default 10,000. */
  readonly opensAfterMs?: number;
  /** How it waits before a call is made again while the breaker is closed. Default: by the clock. */
  readonly wait?: Wait;
  /** Hears when the breaker opens, with the cause, and when it closes. */
  readonly onChange?: (breaker: CircuitBreaker) => void;
}

/**
 * Something that the bridge cannot do without, behind a breaker. A call of it is made again until there is an answer.
 * While the breaker is open all callers wait, and one of them at a time, each in its turn, makes its call to test the
 * water: so a call that fails alone never keeps the others from finding out that theirs go through.
 */
export class CircuitBreaker {
  readonly name: string;
  readonly #isOutage: (error: unknown) => boolean;
  readonly #opensAfter: number;
  readonly #opensAfterMs: number;
  readonly #wait: Wait;
  readonly #onChange: ((breaker: CircuitBreaker) => void) | undefined;
  #failures = 0;
  #failingSince: number | undefined;
  #cause: unknown;
  #open: PromiseWithResolvers<void> | undefined;
  #openedAt: number | undefined;
  /** Nobody was waiting when a probe was due: the next caller makes it. */
  #probeIsDue = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #probes = backoff();
  readonly #waiting = new Set<() => void>();

  constructor(options: CircuitBreakerOptions) {
    const { name, isOutage, opensAfter = 5, opensAfterMs = 10_000, wait = byTheClock, onChange } = options;
    this.name = name;
    this.#isOutage = isOutage;
    this.#wait = wait;
    this.#opensAfter = opensAfter;
    this.#opensAfterMs = opensAfterMs;
    this.#onChange = onChange;
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
    for (;;) {
      await this.#turn(abort);
      try {
        const answer = await attempt();
        this.#answered();
        return answer;
      } catch (cause) {
        if (!this.#isOutage(cause)) {
          this.#answered();
          throw cause;
        }
        this.#failed(cause);
        onRetry?.(cause);
      }
      if (!this.#open) await wait.next(abort);
    }
  }

  /** Resolves at once while the breaker is closed, else when it closes or when it is this caller's turn to probe. */
  async #turn(abort: AbortSignal): Promise<void> {
    abort.throwIfAborted();
    if (!this.#open) return;
    if (this.#probeIsDue) {
      this.#probeIsDue = false;
      return;
    }
    const { promise: turn, resolve, reject } = Promise.withResolvers<void>();
    const stop = () => reject(abort.reason as Error);
    abort.addEventListener('abort', stop, { once: true });
    this.#waiting.add(resolve);
    try {
      await turn;
    } finally {
      this.#waiting.delete(resolve);
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
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#probes.reset();
    for (const go of this.#waiting) go();
    this.#onChange?.(this);
  }

  #failed(cause: unknown): void {
    this.#cause = cause;
    this.#failures += 1;
    this.#failingSince ??= Date.now();
    const isLong = Date.now() - this.#failingSince >= this.#opensAfterMs;
    if (this.#open) {
      this.#probeLater();
    } else if (isLong || this.#failures >= this.#opensAfter) {
      this.#open = Promise.withResolvers();
      this.#openedAt = Date.now();
      this.#probeLater();
      this.#onChange?.(this);
    }
  }

  /** Lets one caller through after a wait; if that one fails too, the next one after a longer wait. */
  #probeLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const [first] = this.#waiting;
      if (first) first();
      else this.#probeIsDue = true;
    }, this.#probes.nextMs()).unref();
  }
}

const NEVER = new AbortController().signal;
