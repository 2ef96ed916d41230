import { defaultPayloadConverter, type Headers } from '@temporalio/common';

/**
 * What the bridge writes beside every start and signal, so that the workflow's history tells which Kafka record
 * caused it. Frozen: open workflows hold it.
 */
export interface EventHeader {
  /** The dedupe key: the same event has the same id, however often it is delivered. */
  readonly id: string;
  /** `<cluster>/<topic>@<incarnation>`. */
  readonly log: string;
  readonly partition: number;
  /** Decimal text, for offsets are 64-bit. */
  readonly offset: string;
  readonly op: 'start' | 'signal' | 'signalWithStart';
}

export const EVENT_HEADER = 'ktb-event';
export const TRACE_HEADER = 'traceparent';

export const writeHeader = (value: unknown) => defaultPayloadConverter.toPayload(value);

export const readEventHeader = (headers: Headers): EventHeader | undefined =>
  read<EventHeader>(headers, EVENT_HEADER);

export const readTraceHeader = (headers: Headers): string | undefined => read<string>(headers, TRACE_HEADER);

function read<T>(headers: Headers, name: string): T | undefined {
  const payload = headers[name];
  return payload && defaultPayloadConverter.fromPayload<T>(payload);
}
