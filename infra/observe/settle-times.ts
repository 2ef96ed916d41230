import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import type { PartitionWorker, TopicPartition } from '../../consumers/bridge/source.ts';
import { partitionName } from '../../consumers/bridge/topic-partition.ts';

/** When each record in flight was first offered. */
export class SettleTimes {
  /** By partition, then by offset. A newly assigned partition starts empty. */
  readonly #offered = new Map<string, Map<bigint, number>>();

  /** A worker that notes when a record is first offered; it may be offered several times before it is taken. */
  timed(partition: TopicPartition, worker: PartitionWorker): PartitionWorker {
    const offered = new Map<bigint, number>();
    this.#offered.set(partitionName(partition), offered);
    return {
      offer(record) {
        if (!offered.has(record.offset)) offered.set(record.offset, performance.now());
        return worker.offer(record);
      },
      skip: (last) => worker.skip(last),
      get committable() {
        return worker.committable;
      },
      get inFlight() {
        return worker.inFlight;
      },
      idle: () => worker.idle(),
      close: () => worker.close(),
    };
  }

  /** Seconds since the record was first offered; undefined if it is not in flight. */
  settled(record: InboundRecord): number | undefined {
    const offered = this.#offered.get(partitionName(record));
    const at = offered?.get(record.offset);
    offered?.delete(record.offset);
    return at === undefined ? undefined : (performance.now() - at) / 1_000;
  }
}
