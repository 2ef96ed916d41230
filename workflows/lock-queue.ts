import type { LockAnswer, LockRequest } from './lock-messages.ts';

/** An answer and its recipient. */
type Letter = LockAnswer & { readonly workflowId: string };

interface Holder extends LockRequest {
  readonly until: number;
}

/** The state of a mutex, for its next run. */
export interface LockState {
  readonly holder?: Holder | undefined;
  readonly waiting: readonly LockRequest[];
  /** Answers not yet sent. */
  readonly letters?: readonly Letter[];
}

/** How long a holder keeps the lock after its lease if no one else waits, so that an outage does not cost the lock. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1_000;

/**
 * The holder of the lock and the queue for it, first come first served. An expired lease matters only if another
 * workflow waits. All times are in milliseconds since 1970.
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

  /** Works for an expired lease too, unless another workflow got the lock. */
  renew({ lockId, workflowId }: Pick<LockRequest, 'lockId' | 'workflowId'>, now: number): void {
    this.#changes += 1;
    this.#handOver(now);
    if (this.#holder?.lockId === lockId) this.#grant(this.#holder, now);
    else this.#letters.push({ lockId, workflowId });
  }

  /** Releases the lock, or leaves the queue. */
  release(released: string): void {
    this.#changes += 1;
    if (this.#holder?.lockId === released) this.#holder = undefined;
    this.#waiting = this.#waiting.filter(({ lockId }) => lockId !== released);
  }

  /** Takes the next answer to send. */
  nextLetter(now: number): Letter | undefined {
    this.#handOver(now);
    return this.#letters.shift();
  }

  /** No one holds the lock, or it has had no request and no renewal for so long that its holder must be dead. */
  isIdle(now: number): boolean {
    return this.msUntilNext(now) <= 0;
  }

  /** How long nothing happens unless a message arrives. */
  msUntilNext(now: number): number {
    if (!this.#holder) return 0;
    return this.#holder.until + (this.#waiting.length > 0 ? 0 : FORGOTTEN_AFTER_MS) - now;
  }

  /** Grows with each message. */
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
