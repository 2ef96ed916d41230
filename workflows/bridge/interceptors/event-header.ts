import { defaultPayloadConverter, type Headers, type Payload } from '@temporalio/common';

/**
 * A header that the bridge adds to every start and signal, so that the workflow's history shows which Kafka record
 * caused it. Frozen: open workflows hold it.
 */
export interface EventHeader {
  /** The dedupe key: the same event has the same id, however often it is delivered. */
  readonly id: string;
  /** `<cluster>/<topic>@<incarnation>`, or with `/<topic id>` behind it if the topic was recreated. */
  readonly log: string;
  readonly partition: number;
  /** Decimal text, because offsets are 64-bit. */
  readonly offset: string;
  readonly op: 'start' | 'signal' | 'signalWithStart';
  /** Replayed from a dead-letter topic: it may come after events with a higher offset in its partition. */
  readonly replay?: true;
  /** The id of its topic, if the brokers give one. Another topic of the same name has another. */
  readonly topicId?: string;
  /** The leader epoch in which its record was written, if the brokers tell it. An offset that is written again has a higher one. */
  readonly epoch?: number;
  /** The id is a name from the producer that counts within its topic. Without it an id counts everywhere. */
  readonly names?: 'topic';
  /** The frozen name of the app that read it. Another reader's events are others; without it, it counts for every reader. */
  readonly reader?: string;
  /** Decimal text: the reader's group had committed this offset when the event was sent, so what is below is settled. */
  readonly committed?: string;
}

/** What distinguishes records of the same topic, partition and offset. */
export type Written = Pick<EventHeader, 'topicId' | 'epoch'>;

/** The events that a run has seen, handed over to the next run. Frozen: open workflows hold it. */
export interface HandedOver {
  readonly v: 1;
  /**
   * `<log>/<partition>` -> the highest offset seen, as decimal text. For the guard of earlier releases, which takes all
   * that is below for seen; without `places`, one of them wrote it.
   */
  readonly floors: Readonly<Record<string, string>>;
  /** `<log>/<partition>` -> of the record at the floor. Without those of which nothing is known. */
  readonly written?: Readonly<Record<string, Written>>;
  /** Ids of events that no floor covers, oldest first. */
  readonly ids: readonly string[];
  /** Of each id the topic, or nothing where the id counts everywhere. */
  readonly topics?: readonly string[];
  /** Of each id the reader, or nothing where the id counts for every reader. */
  readonly readers?: readonly string[];
  /** What was seen of each partition. */
  readonly places?: readonly SeenPlace[];
}

/** What was seen of one partition by one reader. */
export interface SeenPlace extends Written {
  /** Without it, it counts for every reader. */
  readonly reader?: string;
  /** `<log>/<partition>` */
  readonly partition: string;
  /** Decimal text: everything below this offset was settled before. */
  readonly below?: string;
  /** The other offsets that were seen, ascending: the first, then what each is above the one before it. */
  readonly offsets?: string;
}

/** A place in Kafka, as headers have it. */
export type EventPlace = Pick<EventHeader, 'log' | 'partition' | 'offset'>;

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
