import type { Codec } from '../../schemas/bridge/codec.ts';
import type { WriteDeadLetter } from './dead-letter.ts';
import { decoder } from './decode-record.ts';
import type { Dispatch } from './dispatch.ts';
import type { InboundRecord } from './inbound-record.ts';
import { openPartition, type PartitionParts } from './partition.ts';
import { router } from './route-record.ts';
import type { Route } from './route.ts';
import { settler, type OnSettled } from './settle.ts';
import type { PartitionWorker, RecordSource } from './source.ts';

export interface BridgeParts {
  readonly source: RecordSource;
  readonly routes: readonly Route[];
  readonly codec: Pick<Codec, 'decode'>;
  readonly dispatch: Dispatch;
  readonly writeDeadLetter: WriteDeadLetter;
  /** Kafka's cluster id: part of every event's identity. */
  readonly cluster: string;
  /**
   * The frozen name of this reader of Kafka: two bridges that read one topic for the same workflows have one each, so that
   * neither takes the other's events for its own. Never change it: open workflows hold it. Default: its events count for
   * every reader.
   */
  readonly reader?: string;
  /** Works through one assigned partition. Default: `openPartition` with its usual parts. */
  readonly partition?: (parts: PartitionParts) => PartitionWorker;
  /** Called with each record once it is settled. */
  readonly onSettled?: OnSettled;
  /** Called each time a record is tried again after an unexpected error. */
  readonly onHeldUp?: (record: InboundRecord, cause: unknown) => void;
}

/**
 * The bridge: decode -> route -> lane -> dispatch -> settle.
 *
 * A record is decoded and routed to a command as it comes. In its lane, after the earlier records of its workflow, the
 * command is dispatched to Temporal. Then the record is settled, with a dead letter first if it was rejected, and the
 * partition's watermark can pass it.
 */
export async function startBridge(parts: BridgeParts): Promise<void> {
  const { source, dispatch, partition = openPartition, onHeldUp } = parts;
  const decode = decoder(parts);
  const route = router(parts);
  const settle = settler(parts);

  await source.start(() => partition({ decode, route, dispatch, settle, onHeldUp }));
}
