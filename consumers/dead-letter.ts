import { deadLetterTopic } from '../schemas/contract.ts';
import type { Rejected, Stage } from '../schemas/rejected.ts';
import type { RecordEvent } from './event.ts';
import type { InboundRecord, RecordHeaders } from './inbound-record.ts';

/** A record as it is written to Kafka. */
export interface OutboundRecord {
  readonly topic: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
}

/** Resolves once the broker has the record, however long that takes; rejects only once the signal has fired. */
export type WriteDeadLetter = (record: OutboundRecord, signal: AbortSignal) => Promise<void>;

/**
 * The original key, value and headers, and why the record could not be used. Frozen: tools read these headers; the
 * `__connect.errors.*` ones are Kafka Connect's, so that what reads Connect's dead letters reads ours.
 *
 * @param replays how often the record was taken from the dead-letter topic and tried again. Default 0.
 */
export function deadLetterOf(
  record: InboundRecord,
  event: RecordEvent,
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
      '__connect.errors.topic': record.topic,
      '__connect.errors.partition': String(record.partition),
      '__connect.errors.offset': String(record.offset),
      '__connect.errors.stage': CONNECT_STAGES[why.stage],
      '__connect.errors.exception.class.name': `ktb.${why.stage}.Rejected`,
      '__connect.errors.exception.message': why.message,
      ktb_event_id: event.id,
      ktb_reason: why.reason,
      ktb_route: route,
      ktb_attempts: String(why.attempts ?? 1),
      ktb_replays: String(replays),
    },
  };
}

/** What a dead letter can do without where the broker finds it too large: people miss these, replay does not. */
const FOR_PEOPLE = [
  '__connect.errors.stage',
  '__connect.errors.exception.class.name',
  '__connect.errors.exception.message',
  'ktb_route',
  'ktb_attempts',
];

export const trimmed = (deadLetter: OutboundRecord): OutboundRecord => ({
  ...deadLetter,
  headers: Object.fromEntries(
    Object.entries(deadLetter.headers).filter(([name]) => !FOR_PEOPLE.includes(name)),
  ),
});

/** Connect's own names for where in the pipeline a record failed. */
const CONNECT_STAGES: Record<Stage, string> = {
  decode: 'VALUE_CONVERTER',
  route: 'TRANSFORMATION',
  dispatch: 'TASK_PUT',
};

/** These headers are believed on dead-letter topics, so whoever wrote the original may not set them. */
function withoutOurs(headers: RecordHeaders): RecordHeaders {
  const isOurs = (name: string) => name.startsWith('ktb_') || name.startsWith('__connect.errors.');
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isOurs(name)));
}
