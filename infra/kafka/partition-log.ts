import type { TopicLife } from './positions.ts';
import { SentLimit } from './sent-limit.ts';

/** What a broker says of the log from which it sent a batch. Parts that it does not tell are undefined. */
export interface LogState {
  readonly topicId: string | undefined;
  readonly leaderEpoch: number | undefined;
  /** The offset that was asked for. */
  readonly from: bigint;
}

/** The log that a partition is read from: which life of its topic, and in which leader epochs it was written. */
export class PartitionLog {
  readonly life: TopicLife;
  readonly sent: SentLimit;
  /** Of the leader that was found to have what was read. */
  leaderEpoch: number | undefined;
  /** From which offset on each epoch was read, ascending. */
  readonly #epochs: { readonly from: bigint; readonly epoch: number }[] = [];

  /** @param epoch in which the record before the first offset to read was written, if that is known */
  constructor(life: TopicLife, leaderEpoch?: number, epoch?: number, sent = new SentLimit()) {
    this.life = life;
    this.sent = sent;
    this.leaderEpoch = leaderEpoch;
    if (epoch !== undefined) this.#epochs.push({ from: 0n, epoch });
  }

  /** Records come in the order of their offsets. */
  read(offset: bigint, epoch: number | undefined): void {
    if (epoch !== undefined && epoch !== this.#epochs.at(-1)?.epoch)
      this.#epochs.push({ from: offset, epoch });
  }

  /** The epoch in which the record before an offset was written; undefined if that is not known. */
  epochBefore(offset: bigint): number | undefined {
    return this.#epochs.findLast(({ from }) => from < offset)?.epoch;
  }

  /** The topic was deleted and created again. */
  isOfOtherTopic({ topicId }: Pick<LogState, 'topicId'>): boolean {
    const { topicId: known } = this.life;
    return known !== undefined && topicId !== undefined && known !== topicId;
  }

  /** Its log may lack records that were read from the leader before. */
  hasOtherLeader({ leaderEpoch }: LogState): boolean {
    return this.leaderEpoch !== undefined && leaderEpoch !== undefined && this.leaderEpoch !== leaderEpoch;
  }
}
