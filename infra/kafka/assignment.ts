import type { PartitionState, PartitionWorker, TopicPartition } from '../../consumers/bridge/source.ts';
import { commitMetadata, type TopicSettings } from './positions.ts';

/** Offsets of one topic, as kafkajs commits them. */
interface TopicOffsets {
  topic: string;
  partitions: { partition: number; offset: string; metadata: string }[];
}

/** The partitions of one generation of the group, and what of them is settled. */
export class Assignment {
  /** Before the first generation. */
  static readonly none = new Assignment([], new Map(), () => {
    throw new Error('no partition to open');
  });

  readonly partitions: readonly TopicPartition[];
  readonly #topics: ReadonlyMap<string, TopicSettings>;
  readonly #workers: ReadonlyMap<string, TopicPartition & { worker: PartitionWorker }>;
  readonly #committed = new Map<string, bigint>();
  readonly #heldSince = new Map<string, number>();
  readonly #problems = new Map<string, Error>();
  readonly #over = new AbortController();
  /** How to commit in this generation; known once the first batch has come. */
  commit: ((offsets: TopicOffsets[]) => Promise<void>) | undefined;

  constructor(
    partitions: readonly TopicPartition[],
    topics: ReadonlyMap<string, TopicSettings>,
    open: (partition: TopicPartition) => PartitionWorker,
  ) {
    this.partitions = partitions;
    this.#topics = topics;
    this.#workers = new Map(
      partitions.map((partition) => [nameOf(partition), { ...partition, worker: open(partition) }]),
    );
  }

  get names(): string[] {
    return [...this.#workers.keys()];
  }

  /** Fires when this generation is over. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Undefined for a partition that is not assigned, or not any more. */
  workerOf(partition: TopicPartition): PartitionWorker | undefined {
    return this.over.aborted ? undefined : this.#workers.get(nameOf(partition))?.worker;
  }

  /** How its partitions are doing; none once this generation is over. */
  get states(): PartitionState[] {
    if (this.over.aborted) return [];
    return [...this.#workers].map(([name, { topic, partition, worker }]) => ({
      topic,
      partition,
      inFlight: worker.inFlight,
      committed: this.#committed.get(name),
      heldSince: this.#heldSince.get(name),
      problem: this.#problems.get(name),
    }));
  }

  /** The partition's next record was not taken. What resumes a partition may hold it again: it is one wait. */
  held(partition: TopicPartition): void {
    const name = nameOf(partition);
    if (!this.#heldSince.has(name)) this.#heldSince.set(name, Date.now());
  }

  taken(partition: TopicPartition): void {
    this.#heldSince.delete(nameOf(partition));
  }

  /** The partition cannot go on until somebody mends it. */
  stopped(partition: TopicPartition, problem: Error): void {
    this.#problems.set(nameOf(partition), problem);
  }

  /** Commits every watermark that moved since the last commit. Nothing once this generation is over. */
  async commitSettled(): Promise<void> {
    const moved = [...this.#workers]
      .map(([name, { topic, partition, worker }]) => ({
        name,
        topic,
        partition,
        offset: worker.committable,
      }))
      .filter(({ name, offset }) => offset !== undefined && offset !== this.#committed.get(name));
    if (this.over.aborted || !this.commit || moved.length === 0) return;

    const topics = Map.groupBy(moved, ({ topic }) => topic);
    await this.commit(
      [...topics].map(([topic, ofTopic]) => ({
        topic,
        partitions: ofTopic.map(({ partition, offset }) => ({
          partition,
          offset: String(offset),
          metadata: commitMetadata(this.#topics.get(topic)?.incarnation ?? 1),
        })),
      })),
    );
    for (const { name, offset } of moved) this.#committed.set(name, offset!);
  }

  /** Resolves once nothing is in flight. */
  async idle(): Promise<void> {
    await Promise.all([...this.#workers.values()].map(({ worker }) => worker.idle()));
  }

  /** The generation is over: its workers stop, and nothing more is committed from here. */
  close(): void {
    this.#over.abort();
    for (const { worker } of this.#workers.values()) worker.close();
  }
}

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
