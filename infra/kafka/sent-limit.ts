import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';

/** What the group's last commit says of records that were sent before. */
export interface SentBefore {
  /** The offset that is committed, or is going to be before a record is sent. */
  readonly committed: bigint;
  /** Nothing at or above it was sent; undefined if the commit does not say so. */
  readonly limit: bigint | undefined;
  /** The offset that the next record written will have. */
  readonly end: bigint;
  /** What lies below it was moved back to by an operator, who wants it to be read again. Default: nothing. */
  readonly readAgainBelow?: bigint | undefined;
}

/** How far ahead of the records sent a limit is: as far as some commits take, so that no record waits for one. */
const LEAST_AHEAD = 256n;
const MOST_AHEAD = 10_000n;
const COMMITS_AHEAD = 4n;

/**
 * How far the records of a partition may have been sent, by this member of the group and by those before it. Each commit
 * carries a limit, and nothing at or above it is sent until a commit with a higher one is acknowledged: so the next member
 * knows which records may be redeliveries. The limit that an earlier member committed is not enough: the partition may
 * have been given to that one later than to this one, which has not heard of it, and could send what that one takes for
 * not sent. Only a commit of its own, which is refused then, tells.
 */
export class SentLimit {
  /** The highest commit that was acknowledged: everything before it is settled. */
  #committed: bigint | undefined;
  /** Of the commits of this member in this assignment; undefined until there is one. */
  #acknowledged: bigint | undefined;
  #proposed: bigint | undefined;
  #sentWhenProposed: bigint | undefined;
  /** The offset behind the last record that was sent, or is to be. */
  #wanted: bigint;
  #ahead = LEAST_AHEAD;
  #raised = Promise.withResolvers<void>();
  /** Below it, an earlier member may have sent records. */
  readonly #before: bigint;
  readonly #isKnown: boolean;
  readonly #readAgainBelow: bigint;

  /** @param before undefined if nothing is known of the partition: then it has no limit, and tells nothing */
  constructor(before?: SentBefore) {
    this.#committed = before?.committed;
    this.#isKnown = before !== undefined;
    this.#before = before?.limit ?? before?.end ?? 0n;
    this.#readAgainBelow = before?.readAgainBelow ?? 0n;
    this.#wanted = before?.committed ?? 0n;
  }

  /** A record is going to be sent. If it may not be yet, resolves once it may. */
  send(offset: bigint): Promise<void> | undefined {
    if (offset >= this.#wanted) this.#wanted = offset + 1n;
    const bound = this.#acknowledged ?? 0n;
    return this.#isKnown && offset >= bound ? this.#raised.promise : undefined;
  }

  /** Whether a commit should raise the limit at once. */
  get isShort(): boolean {
    return this.#isNear(this.#proposed ?? this.#acknowledged);
  }

  /** Whether the next commit should raise the limit, even if its offset is committed already. */
  get isDue(): boolean {
    return this.#isNear(this.#acknowledged);
  }

  #isNear(limit: bigint | undefined): boolean {
    return this.#isKnown && (limit === undefined || this.#wanted + this.#ahead / 2n > limit);
  }

  /** What was acknowledged last; undefined if nothing is known of the partition. */
  get committed(): bigint | undefined {
    return this.#committed;
  }

  /**
   * The limit for a commit of an offset.
   *
   * @param isLast nothing more is going to be sent: if everything that was is settled, the limit need not be ahead
   */
  propose(offset: bigint, isLast = false): bigint {
    const least = highest(offset, offset < this.#before ? this.#before : 0n);
    if (isLast && offset >= this.#wanted) return least;
    const sent = this.#wanted - (this.#sentWhenProposed ?? this.#wanted);
    this.#sentWhenProposed = this.#wanted;
    this.#ahead = lowest(highest(sent * COMMITS_AHEAD, LEAST_AHEAD), MOST_AHEAD);
    this.#proposed = highest(least, this.#wanted + this.#ahead, this.#proposed ?? 0n);
    return this.#proposed;
  }

  acknowledged(offset: bigint, limit: bigint): void {
    if (this.#committed === undefined || offset > this.#committed) this.#committed = offset;
    if (this.#acknowledged !== undefined && limit <= this.#acknowledged) return;
    this.#acknowledged = limit;
    this.#raised.resolve();
    this.#raised = Promise.withResolvers();
  }

  /** Offsets that are read again, for as long as the group has not passed them. */
  readAgainBelow(offset: bigint): bigint | undefined {
    return offset < this.#readAgainBelow ? this.#readAgainBelow : undefined;
  }

  /** What a record of this offset is to say of itself. */
  about(offset: bigint): Pick<InboundRecord, 'committed' | 'mayBeRepeated' | 'isReadAgain'> {
    if (this.#committed === undefined) return {};
    const isReadAgain = offset < this.#readAgainBelow;
    return {
      committed: this.#committed,
      mayBeRepeated: isReadAgain || offset < this.#before,
      ...(isReadAgain && { isReadAgain }),
    };
  }
}

const highest = (...offsets: readonly bigint[]): bigint =>
  offsets.reduce((one, other) => (one > other ? one : other));

const lowest = (one: bigint, other: bigint): bigint => (one < other ? one : other);
