import { defaultPayloadConverter, type Headers, type Payload } from '@temporalio/common';

/**
 * A header that the bridge adds to every start and signal, so that the workflow's history shows which Kafka record
 * caused it. Frozen: open workflows hold it.
 */
export interface EventHeader {
  /** The dedupe key: the same event has the same id, however often it is delivered. */
  readonly id: string;
  /** `<cluster>/<topic>@<incarnation>`. */
  readonly log: string;
  readonly partition: number;
  /** Decimal text, because offsets are 64-bit. */
  readonly offset: string;
  readonly op: 'start' | 'signal' | 'signalWithStart';
  /** Replayed from a dead-letter topic: it may come after events with a higher offset in its partition. */
  readonly replay?: true;
  /** The id is a name from the producer that counts within its topic. Without it an id counts everywhere. */
  readonly names?: 'topic';
}

/** The events that a run has seen, handed over to the next run. Frozen: open workflows hold it. */
export interface HandedOver {
  readonly v: 1;
  /** `<log>/<partition>` -> the highest offset seen, as decimal text. */
  readonly floors: Readonly<Record<string, string>>;
  /** Ids of events that no floor covers, oldest first. */
  readonly ids: readonly string[];
  /** Of each id the topic, or nothing where the id counts everywhere. */
  readonly topics?: readonly string[];
}

/** A place in Kafka, as headers have it. */
export type EventPlace = Pick<EventHeader, 'log' | 'partition' | 'offset'>;

/** Whether two headers are of one record. */
export const isSamePlace = (one: EventPlace, other: EventPlace): boolean =>
  one.log === other.log && one.partition === other.partition && one.offset === other.offset;

/** The topic in a log's name, whatever the topic's incarnation. */
export const topicOf = ({ log }: Pick<EventHeader, 'log'>): string =>
  log.slice(log.lastIndexOf('/') + 1).split('@', 1)[0]!;

/** Whether an event is one that came before: a producer may give one name to events of several topics. */
export const isSameEvent = (before: EventHeader, event: EventHeader): boolean =>
  before.id === event.id && (event.names !== 'topic' || topicOf(before) === topicOf(event));

export const EVENT_HEADER = 'ktb-event';
export const SEEN_HEADER = 'ktb-seen';
export const TRACE_HEADER = 'traceparent';

export const writeHeader = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);

export const readEventHeader = (headers: Headers): EventHeader | undefined =>
  read<EventHeader>(headers, EVENT_HEADER);

/** Header on the start of a run that continues another one. */
export const readSeenHeader = (headers: Headers): HandedOver | undefined =>
  read<HandedOver>(headers, SEEN_HEADER);

export const readTraceHeader = (headers: Headers): string | undefined => read<string>(headers, TRACE_HEADER);

function read<T>(headers: Headers, name: string): T | undefined {
  const payload = headers[name];
  return payload && defaultPayloadConverter.fromPayload<T>(payload);
}
