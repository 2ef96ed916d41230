import type { Rejected } from '../schemas/rejected.ts';
import { backoff } from './backoff.ts';
import type { Command } from './command.ts';
import type { InboundRecord } from './inbound-record.ts';
import { Lanes } from './lanes.ts';
import type { PartitionWorker } from './source.ts';
import { Watermark } from './watermark.ts';

/** How much of one partition may be in flight at once. A record larger than `bytes` still goes, alone. */
export interface PartitionLimits {
  readonly records: number;
  /** From the oldest unsettled offset to the newest. */
  readonly span: number;
  readonly bytes: number;
}

const DEFAULT_LIMITS: PartitionLimits = { records: 256, span: 10_000, bytes: 16 * 1024 * 1024 };

/** What is to be done about a record, and by which route. */
export interface Planned {
  readonly route: string;
  readonly todo: Command | Rejected;
}

export interface PartitionWork {
  /** Decides what is to be done about a record. Throws where a dependency gave no answer. */
  readonly plan: (record: InboundRecord) => Promise<Planned>;
  /** Does it. Resolves once the record is settled; rejects only once `signal` has fired. */
  readonly carryOut: (record: InboundRecord, planned: Planned, signal: AbortSignal) => Promise<void>;
  readonly limits?: PartitionLimits | undefined;
  /** Hears of a dependency that gave no answer, each time it is asked again. */
  readonly onHeldUp?: (record: InboundRecord, cause: unknown) => void;
}

/** Keeps one assigned partition: order within a lane, a bound on what is in flight, and the watermark. */
export function openPartition({
  plan,
  carryOut,
  limits = DEFAULT_LIMITS,
  onHeldUp,
}: PartitionWork): PartitionWorker {
  const lanes = new Lanes();
  const watermark = new Watermark();
  const lost = new AbortController();
  const held = backoff();
  let room = Promise.withResolvers<void>();
  let bytes = 0;

  const isFull = () =>
    watermark.pending >= limits.records || watermark.span >= BigInt(limits.span) || bytes >= limits.bytes;

  function begin(record: InboundRecord, planned: Planned): void {
    const size = sizeOf(record);
    bytes += size;
    watermark.begin(record.offset);
    const work = async () => {
      if (lost.signal.aborted) return;
      await carryOut(record, planned, lost.signal);
      // A partition that was lost while this went on is somebody else's to commit.
      if (lost.signal.aborted) return;
      watermark.settle(record.offset);
      bytes -= size;
      room.resolve();
      room = Promise.withResolvers();
    };
    lanes.run(laneOf(planned), work).catch((cause: unknown) => {
      // Left unsettled, hence uncommitted: the partition's next owner gets the record again.
      if (!lost.signal.aborted) onHeldUp?.(record, cause);
    });
  }

  return {
    async offer(record) {
      if (isFull()) return { until: room.promise };
      try {
        begin(record, await plan(record));
        held.reset();
        return undefined;
      } catch (cause) {
        onHeldUp?.(record, cause);
        return { until: held.next(lost.signal) };
      }
    },
    get committable() {
      return watermark.next;
    },
    idle: () => lanes.idle(),
    close() {
      lost.abort();
      room.resolve();
    },
  };
}

/** Records that go to no workflow share a lane, so that dead letters keep the order of their topic. */
const laneOf = ({ todo }: Planned): string => ('workflowId' in todo ? `workflow ${todo.workflowId}` : 'none');

const sizeOf = ({ key, value }: InboundRecord) => (key?.length ?? 0) + (value?.length ?? 0);
