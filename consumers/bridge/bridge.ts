import { isRejected } from '../../schemas/bridge/rejected.ts';
import { deadLetterOf, type WriteDeadLetter } from './dead-letter.ts';
import type { Dependency } from './dependency.ts';
import type { InboundRecord } from './inbound-record.ts';
import { openPartition, type PartitionWork } from './partition.ts';
import { createPipeline, type Outcome, type PipelineParts, type Planned } from './pipeline.ts';
import type { PartitionWorker, RecordSource } from './source.ts';

export interface BridgeParts extends PipelineParts {
  readonly source: RecordSource;
  readonly writeDeadLetter: WriteDeadLetter;
  /** Partitions take nothing new while one of these is down. Default: none. */
  readonly dependencies?: readonly Dependency[];
  /** Keeps one assigned partition. Default: `openPartition` with its usual parts. */
  readonly partition?: (work: PartitionWork) => PartitionWorker;
  /** Told what became of a record, once it is settled. */
  readonly onSettled?: (record: InboundRecord, route: string, outcome: Outcome) => void;
  /** Told of a failure that no part accounts for, each time its record is tried again. */
  readonly onHeldUp?: (record: InboundRecord, cause: unknown) => void;
}

/**
 * The bridge. A record is planned as it comes: decoded, then routed to a command. It is carried out in its lane, in
 * turn with the other records of its workflow: dispatched to Temporal, or written to the dead-letter topic. Then it is
 * settled, and the partition's watermark may pass it.
 */
export async function startBridge(parts: BridgeParts): Promise<void> {
  const { source, writeDeadLetter, dependencies = [], onSettled, onHeldUp } = parts;
  const { partition = openPartition } = parts;
  const { identify, plan, perform } = createPipeline(parts);

  async function carryOut(record: InboundRecord, planned: Planned, signal: AbortSignal): Promise<void> {
    const event = identify(record);
    const outcome = await perform(planned, event, signal);
    if (isRejected(outcome)) {
      await writeDeadLetter(deadLetterOf(record, event, planned.route, outcome), signal);
    }
    onSettled?.(record, planned.route, outcome);
  }

  const recovery = () => dependencies.find(({ recovery: back }) => back !== undefined)?.recovery;

  await source.start(() => partition({ plan, carryOut, recovery, onHeldUp }));
}
