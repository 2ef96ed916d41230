import { setTimeout as delay } from 'node:timers/promises';
import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import type {
  PartitionState,
  PartitionWorker,
  RecordSource,
  SourceState,
  TopicPartition,
} from '../../consumers/bridge/source.ts';
import type { DrivenSource, SourceOptions } from './driver.ts';
import type { MemoryLog } from './memory-log.ts';

/** One partition for as long as it is assigned. */
class Assigned {
  readonly at: TopicPartition;
  readonly worker: PartitionWorker;
  readonly #over = new AbortController();
  readonly #log: MemoryLog;
  readonly #options: SourceOptions;
  #next: bigint;
  #pausedSince: number | undefined;
  #committed: bigint | undefined;
  revokedAt: number | undefined;
  /** No more records are offered. */
  isDraining = false;

  constructor(at: TopicPartition, worker: PartitionWorker, log: MemoryLog, options: SourceOptions) {
    this.at = at;
    this.worker = worker;
    this.#log = log;
    this.#options = options;
    this.#next = log.committed(options.groupId, at)?.offset ?? 0n;
  }

  async read(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      const record: InboundRecord | undefined = await this.#log.read(this.at, this.#next, signal);
      if (!record || this.isDraining || signal.aborted) return;
      const paused = await this.worker.offer(record);
      if (paused) {
        this.#pausedSince ??= Date.now();
        await paused.until;
      } else {
        this.#pausedSince = undefined;
        this.#next = record.offset + 1n;
      }
    }
  }

  commit(): void {
    const { committable: offset } = this.worker;
    if (this.#over.signal.aborted || offset === undefined) return;
    this.#log.commit(this.#options.groupId, this.at, { offset, metadata: this.#options.metadata });
    this.#committed = offset;
  }

  lose(): void {
    this.#over.abort();
    this.worker.close();
  }

  get state(): PartitionState {
    return {
      ...this.at,
      revokedAt: this.revokedAt,
      inFlight: this.worker.inFlight,
      committed: this.#committed,
      pausedSince: this.#pausedSince,
      problem: undefined,
    };
  }
}

/** A source of records that are in this process, with the life cycle that the port promises, and faults to ask for. */
export function inMemorySource(log: MemoryLog, options: SourceOptions): DrivenSource {
  let phase: SourceState['phase'] = 'joining';
  let since = Date.now();
  let partitions: Assigned[] = [];
  let join: (() => void) | undefined;
  const commits = setInterval(() => partitions.forEach((one) => one.commit()), options.commitEveryMs);

  const source: RecordSource = {
    capabilities: { revoking: true, leaderEpochs: true, topicIds: false },
    get state() {
      const states = partitions.map(({ state }) => state);
      return { phase, since, heardAt: Date.now(), cause: undefined, partitions: states };
    },
    async start(open) {
      log.join(options.groupId);
      join = () => {
        partitions = log.partitionsOf(options.topic).map((at) => new Assigned(at, open(at), log, options));
        for (const partition of partitions) void partition.read();
      };
      join();
      phase = 'reading';
      since = Date.now();
    },
    async stop(deadlineMs) {
      const drained = await drain(partitions, deadlineMs);
      clearInterval(commits);
      partitions = [];
      if (join) log.leave(options.groupId);
      return { drained };
    },
  };

  return {
    source,
    crashes: [],
    lose() {
      for (const partition of partitions) partition.lose();
      join?.();
    },
    revoke(withinMs) {
      for (const partition of partitions) partition.revokedAt = Date.now() + withinMs;
      void drain(partitions, withinMs).then(() => (partitions = []));
    },
  };
}

/** What is in flight may settle until the deadline, and is committed; then the partitions are lost. */
async function drain(partitions: readonly Assigned[], deadlineMs: number): Promise<boolean> {
  for (const partition of partitions) partition.isDraining = true;
  const idle = Promise.all(partitions.map(({ worker }) => worker.idle())).then(() => true);
  const drained = await Promise.race([idle, delay(deadlineMs, false, { ref: false })]);
  for (const partition of partitions) {
    partition.commit();
    partition.lose();
  }
  return drained;
}
