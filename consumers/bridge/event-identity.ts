import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { headerText, type InboundRecord } from './inbound-record.ts';

/** Which event a record is. It goes with every call to Temporal and with every dead letter. */
export interface EventIdentity {
  /** The dedupe key, see `identify`. */
  readonly id: string;
  /** `<cluster>/<topic>@<incarnation>`, or with `/<topic id>` behind it if the topic was recreated: one life of one topic. */
  readonly log: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Taken from a dead-letter topic, or read again on purpose: later than its place in the log suggests. */
  readonly replay?: true;
  /** The frozen name of the app that reads it: two readers of one record have an event each. Default: it counts for all. */
  readonly reader?: string;
  /** The offset that the reader's group had committed when the record was read, if the source knows it. */
  readonly committed?: bigint;
  /** Whether its record may have been sent before, see `mayBeRepeated`. Default true. */
  readonly mayBeRepeated?: boolean;
  /** The id of its topic, if the source knows it. */
  readonly topicId?: string;
  /** The leader epoch in which its record was written, if the source knows it. */
  readonly epoch?: number;
  /** The id is a CloudEvents name that counts within its topic. */
  readonly names?: 'topic';
  /** W3C trace context, if the record has a well-formed one. */
  readonly traceparent?: string | undefined;
}

/**
 * Whether an earlier process, or an earlier assignment of this one, may have sent the record already: such a record is
 * looked for in its workflow's history before it is said to be too late, in conflict, or refused.
 */
export const mayBeRepeated = ({ mayBeRepeated = true, replay }: EventIdentity): boolean =>
  mayBeRepeated || replay === true;

/** How a topic's events are named. */
export interface EventNaming {
  /** Kafka's cluster id. */
  readonly cluster: string;
  /** Raised by an operator who recreates the topic, because its offsets start over. */
  readonly incarnation: number;
  /**
   * Whether `ce_source` and `ce_id` name the event, within its topic or over all topics. If they do not, its place in the
   * log does.
   */
  readonly trustCloudEventIds: boolean | 'global';
  /** See `EventIdentity`. */
  readonly reader?: string | undefined;
}

/** Frozen: open and closed workflows hold these ids, and redelivered records are recognised by them. */
export function identify(record: InboundRecord, naming: EventNaming): EventIdentity {
  const { topic, partition, offset, headers, topicId, leaderEpoch: epoch } = record;
  const { committed, mayBeRepeated, isReadAgain } = record;
  const life = record.isRecreated ? `/${topicId}` : '';
  const log = `${naming.cluster}/${topic}@${naming.incarnation}${life}`;
  const named = naming.trustCloudEventIds ? cloudEventId(record) : undefined;
  const traceparent = headerText(headers, 'traceparent');
  return {
    id: named ?? `${log}/${partition}/${offset}`,
    log,
    topic,
    partition,
    offset,
    ...(topicId !== undefined && { topicId }),
    ...(epoch !== undefined && { epoch }),
    ...(named !== undefined && naming.trustCloudEventIds === true && { names: 'topic' as const }),
    ...(naming.reader !== undefined && { reader: naming.reader }),
    ...(committed !== undefined && { committed }),
    ...(mayBeRepeated !== undefined && { mayBeRepeated }),
    ...(isReadAgain && { replay: true as const }),
    ...(traceparent && TRACEPARENT.test(traceparent) && { traceparent }),
  };
}

/** Longer names are hashed, for workflows keep the ids that they have seen. */
const MAX_NAME_BYTES = 512;

const isText = (value: unknown): boolean => !Buffer.isBuffer(value) || isUtf8(value);

/** Source and id together name an event, says CloudEvents; neither may run into the other. */
function cloudEventId({ headers }: InboundRecord): string | undefined {
  const source = headerText(headers, 'ce_source');
  const id = headerText(headers, 'ce_id');
  // Bytes that are no text all become the same sign, and so would give different events one name.
  if (!source || !id || !isText(headers['ce_source']) || !isText(headers['ce_id'])) return undefined;
  const name = JSON.stringify([source, id]);
  return Buffer.byteLength(name) <= MAX_NAME_BYTES
    ? `ce:${name}`
    : `ce:sha256:${createHash('sha256').update(name).digest('hex')}`;
}

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
