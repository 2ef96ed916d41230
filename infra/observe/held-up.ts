import type { InboundRecord } from '../../consumers/bridge/inbound-record.ts';
import type { SourceState } from '../../consumers/bridge/source.ts';
import type { HeldUp } from './health.ts';
import { partitionName } from '../../consumers/bridge/topic-partition.ts';

/** For each partition, the record that last failed with an unexpected error, until it is settled. */
export class HeldUpRecords {
  readonly #byPartition = new Map<string, HeldUp>();

  failed({ topic, partition, offset }: InboundRecord, cause: unknown): void {
    const before = this.#byPartition.get(partitionName({ topic, partition }));
    const since = before?.offset === offset ? before.since : Date.now();
    this.#byPartition.set(partitionName({ topic, partition }), { topic, partition, offset, since, cause });
  }

  settled(record: InboundRecord): void {
    const name = partitionName(record);
    if (this.#byPartition.get(name)?.offset === record.offset) this.#byPartition.delete(name);
  }

  /** Only those of the current assignment: records that failed before it have been delivered again since. */
  in({ since, partitions }: SourceState): HeldUp[] {
    const assigned = new Set(partitions.map(partitionName));
    return [...this.#byPartition]
      .filter(([name, heldUp]) => assigned.has(name) && heldUp.since >= since)
      .map(([, heldUp]) => heldUp);
  }
}
