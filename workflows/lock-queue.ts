import type { LockAnswer, LockRequest } from './lock-messages.ts';

/** An answer, and whose it is. */
type Letter = LockAnswer & { readonly workflowId: string };

interface Holder extends LockRequest {
  readonly until: number;
}

/** All that a mutex knows, for its next run. */
export interface LockState {
  readonly holder?: Holder | undefined;
  readonly waiting: readonly LockRequest[];
  /** Answers that are not told yet. */
  readonly letters?: readonly Letter[];
}

/** How long a holder that nobody waits for keeps the lock after its lease, so that an outage costs it nothing. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1_000;

/**
 * Who has the lock and who waits for it, first come first served. A lease that is over counts only where somebody else
 * waits. All times are in milliseconds since 1970.
 */
export class LockQueue {
  #holder: Holder | undefined;
  #waiting: LockRequest[];
  #letters: Letter[];
  #changes = 0;

  constructor({ holder, waiting, letters = [] }: LockState = { waiting: [] }) {
    this.#letters = [...letters];
    this.#holder = holder;
    this.#waiting = [...waiting];
  }

  request(request: LockRequest, now: number): void {
    if (this.#holder?.lockId === request.lockId) this.renew(request, now);
    else if (!this.#waiting.some(({ lockId }) => lockId === request.lockId)) this.#waiting.push(request);
    this.#changes += 1;
  }

  /** Also of a lease that is over, as long as nobody else got the lock. */
  renew({ lockId, workflowId }: Pick<LockRequest, 'lockId' | 'workflowId'>, now: number): void {
    this.#changes += 1;
    this.#handOver(now);
    if (this.#holder?.lockId === lockId) this.#grant(this.#holder, now);
    else this.#letters.push({ lockId, workflowId });
  }

  /** Gives the lock back, or the place in the queue. */
  release(released: string): void {
    this.#changes += 1;
    if (this.#holder?.lockId === released) this.#holder = undefined;
    this.#waiting = this.#waiting.filter(({ lockId }) => lockId !== released);
  }

  /** The next answer that has to be told. */
  nextLetter(now: number): Letter | undefined {
    this.#handOver(now);
    return this.#letters.shift();
  }

  /** Nobody has the lock, or nobody has asked for it, or after it, for so long that its holder must be dead. */
  isIdle(now: number): boolean {
    return this.msUntilNext(now) <= 0;
  }

  /** How long nothing happens unless somebody says something. */
  msUntilNext(now: number): number {
    if (!this.#holder) return 0;
    return this.#holder.until + (this.#waiting.length > 0 ? 0 : FORGOTTEN_AFTER_MS) - now;
  }

  /** Grows with all that is said. */
  get changes(): number {
    return this.#changes;
  }

  get state(): LockState {
    return { holder: this.#holder, waiting: this.#waiting, letters: this.#letters };
  }

  #handOver(now: number): void {
    if (this.#holder && (this.#holder.until > now || this.#waiting.length === 0)) return;
    this.#holder = undefined;
    const next = this.#waiting.shift();
    if (next) this.#grant(next, now);
  }

  #grant(request: LockRequest, now: number): void {
    const { lockId, workflowId, leaseMs } = request;
    const until = now + leaseMs;
    this.#holder = { lockId, workflowId, leaseMs, until };
    this.#letters.push({ lockId, workflowId, until });
  }
}
