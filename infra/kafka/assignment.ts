import type {
  PartitionProblem,
  PartitionState,
  PartitionWorker,
  TopicPartition,
} from '../../consumers/bridge/source.ts';
import { isOfNoTopic } from './errors.ts';
import type { PartitionLog } from './partition-log.ts';
import type { GroupCommit } from './ports.ts';
import { partitionName } from '../../consumers/bridge/topic-partition.ts';

/** What is written beside a committed offset of a log. Nothing at or above the limit was sent. */
export type MetadataOf = (
  partition: TopicPartition,
  offset: bigint,
  log: PartitionLog,
  limit: bigint,
) => Buffer;

/** The partitions of one generation of the group, and what of them is settled. */
export class Assignment {
  /** Before the first generation. */
  static readonly none = new Assignment(
    [],
    () => Buffer.alloc(0),
    () => {
      throw new Error('no partition to open');
    },
  );

  readonly partitions: readonly TopicPartition[];
  readonly #metadataOf: MetadataOf;
  readonly #workers: ReadonlyMap<string, TopicPartition & { worker: PartitionWorker }>;
  readonly #committed = new Map<string, bigint>();
  readonly #pausedSince = new Map<string, number>();
  readonly #logs = new Map<string, PartitionLog>();
  readonly #problems = new Map<string, PartitionProblem>();
  readonly #over = new AbortController();
  /** Commits in this generation and in no other; known once the first batch has come. */
  commit: ((commits: readonly GroupCommit[]) => Promise<void>) | undefined;

  constructor(
    partitions: readonly TopicPartition[],
    metadataOf: MetadataOf,
    open: (partition: TopicPartition) => PartitionWorker,
  ) {
    this.partitions = partitions;
    this.#metadataOf = metadataOf;
    this.#workers = new Map(
      partitions.map((partition) => [partitionName(partition), { ...partition, worker: open(partition) }]),
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
    return this.over.aborted ? undefined : this.#workers.get(partitionName(partition))?.worker;
  }

  /** It is known where to read a partition on, and in which log. */
  located(partition: TopicPartition, log: PartitionLog): void {
    this.#logs.set(partitionName(partition), log);
    this.#problems.delete(partitionName(partition));
  }

  /** Undefined until the partition is located. */
  logOf(partition: TopicPartition): PartitionLog | undefined {
    return this.#logs.get(partitionName(partition));
  }

  /** How its partitions are doing; none once this generation is over. */
  get states(): PartitionState[] {
    if (this.over.aborted) return [];
    return [...this.#workers].map(([name, { topic, partition, worker }]) => ({
      topic,
      partition,
      inFlight: worker.inFlight,
      committed: this.#committed.get(name),
      pausedSince: this.#pausedSince.get(name),
      problem: this.#problems.get(name),
    }));
  }

  /** The partition's next record was not taken. A partition that is resumed may be paused again: it is one wait. */
  paused(partition: TopicPartition): void {
    const name = partitionName(partition);
    if (!this.#pausedSince.has(name)) this.#pausedSince.set(name, Date.now());
  }

  taken(partition: TopicPartition): void {
    this.#pausedSince.delete(partitionName(partition));
  }

  /** The partition cannot go on. */
  stopped(partition: TopicPartition, problem: PartitionProblem): void {
    this.#problems.set(partitionName(partition), problem);
  }

  /**
   * Commits every watermark that moved since the last commit, and those of a topic together: one that was deleted takes
   * no commit and needs none, and keeps no other from its own. Nothing once this generation is over.
   *
   * @param isLast whether nothing more is going to be offered. Default false
   */
  async commitSettled(isLast = false): Promise<void> {
    const { commit } = this;
    if (this.over.aborted || !commit) return;
    const byTopic = [...Map.groupBy(this.#moved(isLast), ({ topic }) => topic).values()];
    const committed = byTopic.map(async (moved) => {
      await commit(moved);
      for (const { topic, partition, offset, limit } of moved) {
        const name = partitionName({ topic, partition });
        this.#committed.set(name, offset);
        this.#logs.get(name)?.sent.acknowledged(offset, limit);
      }
    });
    const failed = (await Promise.allSettled(committed)).find(
      (one) => one.status === 'rejected' && !isOfNoTopic(one.reason),
    );
    if (failed) throw (failed as PromiseRejectedResult).reason;
  }

  #moved(isLast: boolean): (GroupCommit & { readonly limit: bigint })[] {
    return [...this.#workers].flatMap(([name, { topic, partition, worker }]) => {
      const log = this.#logs.get(name);
      const { committable } = worker;
      const offset = committable ?? log?.sent.committed;
      if (!log || offset === undefined) return [];
      const isMoved = committable !== undefined && (isLast || offset !== this.#committed.get(name));
      if (!isMoved && !log.sent.isDue) return [];
      const limit = log.sent.propose(offset, isLast);
      const metadata = this.#metadataOf({ topic, partition }, offset, log, limit);
      return { topic, partition, offset, metadata, limit };
    });
  }

  /** How many records of a topic are in flight. */
  inFlightOf(topic: string): number {
    return this.#workersOf(topic).reduce((sum, { inFlight }) => sum + inFlight, 0);
  }

  /** Resolves once nothing is in flight. @param topic only of this one. Default: of all */
  async idle(topic?: string): Promise<void> {
    await Promise.all(this.#workersOf(topic).map((worker) => worker.idle()));
  }

  #workersOf(topic: string | undefined): PartitionWorker[] {
    const all = [...this.#workers.values()];
    return all.filter((one) => topic === undefined || one.topic === topic).map(({ worker }) => worker);
  }

  /** The generation is over: its workers stop, and nothing more is committed from here. */
  close(): void {
    this.#over.abort();
    for (const { worker } of this.#workers.values()) worker.close();
  }
}
