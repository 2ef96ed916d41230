import { setTimeout as delay } from 'node:timers/promises';
import type { PartitionWorker, TopicPartition } from '../../consumers/source.ts';

/** Offsets of one topic, as kafkajs commits them. */
interface TopicOffsets {
  topic: string;
  partitions: { partition: number; offset: string }[];
}

/** The partitions of one generation of the group, and what of them is settled. */
export class Assignment {
  /** Before the first generation. */
  static readonly none = new Assignment([], () => {
    throw new Error('no partition to open');
  });

  readonly #workers: ReadonlyMap<string, TopicPartition & { worker: PartitionWorker }>;
  readonly #committed = new Map<string, bigint>();
  #closed = false;
  /** How to commit in this generation; known once the first batch has come. */
  commit: ((offsets: TopicOffsets[]) => Promise<void>) | undefined;

  constructor(partitions: readonly TopicPartition[], open: (partition: TopicPartition) => PartitionWorker) {
    this.#workers = new Map(
      partitions.map((partition) => [nameOf(partition), { ...partition, worker: open(partition) }]),
    );
  }

  get names(): string[] {
    return [...this.#workers.keys()];
  }

  workerOf(partition: TopicPartition): PartitionWorker | undefined {
    return this.#closed ? undefined : this.#workers.get(nameOf(partition))?.worker;
  }

  /** Commits every watermark that moved since the last commit. Nothing once this generation is over. */
  async commitSettled(): Promise<void> {
    const moved = [...this.#workers]
      .map(([name, { topic, partition, worker }]) => ({ name, topic, partition, offset: worker.committable }))
      .filter(({ name, offset }) => offset !== undefined && offset !== this.#committed.get(name));
    if (this.#closed || !this.commit || moved.length === 0) return;

    const topics = Map.groupBy(moved, ({ topic }) => topic);
    await this.commit(
      [...topics].map(([topic, ofTopic]) => ({
        topic,
        partitions: ofTopic.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
      })),
    );
    for (const { name, offset } of moved) this.#committed.set(name, offset!);
  }

  /** Waits until nothing is in flight, but no longer than this. Tells whether it came to that. */
  async idle(deadlineMs: number): Promise<boolean> {
    const late = new AbortController();
    const idle = Promise.all([...this.#workers.values()].map(({ worker }) => worker.idle())).then(() => true);
    try {
      return await Promise.race([idle, delay(deadlineMs, false, { signal: late.signal })]);
    } finally {
      late.abort();
    }
  }

  /** The generation is over: its workers stop, and nothing more is committed from here. */
  close(): void {
    this.#closed = true;
    for (const { worker } of this.#workers.values()) worker.close();
  }
}

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
