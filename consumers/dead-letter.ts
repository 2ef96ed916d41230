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
 */
export function deadLetterOf(
  record: InboundRecord,
  event: RecordEvent,
  route: string,
  why: Rejected,
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
      ktb_replays: '0',
    },
  };
}

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
