import type { Codec } from '../schemas/codec.ts';
import { isRejected, rejected, type Rejected } from '../schemas/rejected.ts';
import { ignore } from './command.ts';
import { deadLetterOf, type WriteDeadLetter } from './dead-letter.ts';
import type { Delivery, Dispatch } from './dispatch.ts';
import { eventOf } from './event.ts';
import type { InboundRecord } from './inbound-record.ts';
import { openPartition, type PartitionLimits, type Planned } from './partition.ts';
import { routeRecord, type Route } from './route.ts';
import type { RecordSource } from './source.ts';

export interface BridgeParts {
  readonly routes: readonly Route[];
  readonly source: RecordSource;
  readonly codec: Pick<Codec, 'decode'>;
  readonly dispatch: Dispatch;
  readonly writeDeadLetter: WriteDeadLetter;
  /** Kafka's cluster id: part of every event's identity. */
  readonly cluster: string;
  readonly limits?: PartitionLimits | undefined;
  /** Told what became of a record, once it is settled. */
  readonly onSettled?: (record: InboundRecord, route: string, settled: Delivery | Rejected) => void;
  /** Told of a dependency that gave no answer, each time it is asked again. */
  readonly onHeldUp?: (record: InboundRecord, cause: unknown) => void;
}

/**
 * The bridge. A record is planned as it comes: decoded, then routed to a command. It is carried out in its lane, in
 * turn with the other records of its workflow: dispatched to Temporal, or written to the dead-letter topic. Then it is
 * settled, and the partition's watermark may pass it.
 */
export async function startBridge(parts: BridgeParts): Promise<void> {
  const { routes, source, codec, dispatch, writeDeadLetter, cluster, limits, onSettled, onHeldUp } = parts;

  async function plan(record: InboundRecord): Promise<Planned> {
    if (record.value === null) return { route: record.topic, todo: tombstone(record) };
    const decoded = await codec.decode(record.value);
    if (isRejected(decoded)) return { route: record.topic, todo: decoded };
    return { route: `${record.topic}/${decoded.type.fullName}`, todo: routeRecord(routes, record, decoded) };
  }

  async function carryOut(
    record: InboundRecord,
    { route, todo }: Planned,
    signal: AbortSignal,
  ): Promise<void> {
    const event = identify(record);
    const settled = isRejected(todo) ? todo : await dispatch(todo, event, signal);
    if (isRejected(settled)) await writeDeadLetter(deadLetterOf(record, event, route, settled), signal);
    onSettled?.(record, route, settled);
  }

  /** Routes that share a topic agree on these, which are asked before the record's type is known. */
  const topicRoute = ({ topic }: InboundRecord) => routes.find((route) => route.topic === topic);

  const identify = (record: InboundRecord) =>
    eventOf(record, { cluster, incarnation: 1, trustCloudEventIds: true, ...topicRoute(record) });

  const tombstone = (record: InboundRecord) =>
    topicRoute(record)?.tombstone === 'dead-letter'
      ? rejected('decode', 'tombstone', 'the record has no value')
      : ignore('tombstone');

  await source.start(() => openPartition({ plan, carryOut, limits, onHeldUp }));
}
