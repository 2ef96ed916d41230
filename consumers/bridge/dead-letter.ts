import type { Rejected, Stage } from '../../schemas/bridge/rejected.ts';
import type { EventIdentity } from './event-identity.ts';
import type { InboundRecord, RecordHeaders } from './inbound-record.ts';

/** A record as it is written to Kafka. */
export interface OutboundRecord {
  readonly topic: string;
  /** Default: the one of its key, as Kafka's Java clients choose it. */
  readonly partition?: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
}

/** Resolves once the broker has the record, however long that takes; rejects only once the signal has fired. */
export type WriteDeadLetter = (record: OutboundRecord, signal: AbortSignal) => Promise<void>;

/** Where a record that cannot be used goes, with its original bytes. */
export const deadLetterTopic = (topic: string): string => `${topic}.dlq`;

/** Frozen: tools read them. The last two are there if the brokers tell them: two topics of one name share event ids. */
export const DEAD_LETTER_HEADERS = {
  topic: '__connect.errors.topic',
  partition: '__connect.errors.partition',
  offset: '__connect.errors.offset',
  stage: '__connect.errors.stage',
  className: '__connect.errors.exception.class.name',
  message: '__connect.errors.exception.message',
  eventId: 'ktb_event_id',
  reason: 'ktb_reason',
  route: 'ktb_route',
  attempts: 'ktb_attempts',
  replays: 'ktb_replays',
  topicId: 'ktb_topic_id',
  epoch: 'ktb_leader_epoch',
} as const;
const HEADERS = DEAD_LETTER_HEADERS;

/**
 * The original key, value and headers, and why the record could not be used. The
 * `__connect.errors.*` ones are Kafka Connect's, so that what reads Connect's dead letters reads ours.
 *
 * @param replays how often the record was taken from the dead-letter topic and tried again. Default 0.
 */
export function deadLetterOf(
  record: InboundRecord,
  identity: EventIdentity,
  route: string,
  why: Rejected,
  replays = 0,
): OutboundRecord {
  return {
    topic: deadLetterTopic(record.topic),
    key: record.key,
    value: record.value,
    headers: {
      ...withoutOurs(record.headers),
      [HEADERS.topic]: record.topic,
      [HEADERS.partition]: String(record.partition),
      [HEADERS.offset]: String(record.offset),
      [HEADERS.stage]: CONNECT_STAGES[why.stage],
      [HEADERS.className]: `ktb.${why.stage}.Rejected`,
      [HEADERS.message]: why.message,
      [HEADERS.eventId]: identity.id,
      [HEADERS.reason]: why.reason,
      [HEADERS.route]: route,
      [HEADERS.attempts]: String(why.attempts ?? 1),
      [HEADERS.replays]: String(replays),
      ...(identity.topicId !== undefined && { [HEADERS.topicId]: identity.topicId }),
      ...(identity.epoch !== undefined && { [HEADERS.epoch]: String(identity.epoch) }),
    },
  };
}

/** Headers that a dead letter loses if the broker finds it too large: people read them, replay does not. */
const FOR_PEOPLE: readonly string[] = [
  HEADERS.stage,
  HEADERS.className,
  HEADERS.message,
  HEADERS.route,
  HEADERS.attempts,
];

export const trimmed = (deadLetter: OutboundRecord): OutboundRecord => ({
  ...deadLetter,
  headers: Object.fromEntries(
    Object.entries(deadLetter.headers).filter(([name]) => !FOR_PEOPLE.includes(name)),
  ),
});

/** Connect's names for the stage at which a record failed. */
const CONNECT_STAGES: Record<Stage, string> = {
  decode: 'VALUE_CONVERTER',
  route: 'TRANSFORMATION',
  dispatch: 'TASK_PUT',
};

/** These headers are believed on dead-letter topics, so the writer of the original must not set them. */
export function withoutOurs(headers: RecordHeaders): RecordHeaders {
  const isOurs = (name: string) => name.startsWith('ktb_') || name.startsWith('__connect.errors.');
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isOurs(name)));
}
