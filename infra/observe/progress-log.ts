import type { BridgeParts } from '../../consumers/bridge/bridge.ts';
import type { OutboundRecord } from '../../consumers/bridge/dead-letter.ts';
import type { CircuitBreaker } from '../../consumers/bridge/circuit-breaker.ts';
import type { DispatchOptions } from '../../consumers/bridge/dispatch.ts';
import type { EventPlace } from '../../workflows/bridge/interceptors/event-header.ts';
import { topicOf } from '../../workflows/bridge/interceptors/same-event.ts';
import type { Logger } from '../logger.ts';
import { reasonOf } from '../user-error.ts';

export interface Progress extends Required<
  Pick<BridgeParts, 'onSettled' | 'onHeldUp'> & Pick<DispatchOptions, 'onRetry'>
> {
  readonly onUnwritten: (record: OutboundRecord, attempts: number, cause: unknown) => void;
  readonly onBreaker: (breaker: CircuitBreaker) => void;
}

/** Logs the result of each record: its place in Kafka, route and reason, but never its key, headers or payload. */
export const progressLog = (log: Logger): Progress => ({
  onSettled({ topic, partition, offset }, route, settled) {
    const at = { topic, partition, offset: String(offset), route };
    if (settled.kind === 'rejected') {
      const { stage, reason, message } = settled;
      log.warn({ ...at, stage, reason }, `dead letter: ${message}`);
    } else if (settled.kind === 'ignored') {
      log.info({ ...at, reason: settled.reason }, 'ignored');
    } else if (settled.kind === 'duplicate' && settled.otherRecord) {
      const { otherRecord } = settled;
      log.info({ ...at, first: otherRecord === 'unknown' ? undefined : placeOf(otherRecord) }, DROPPED);
    } else {
      log.debug(at, settled.kind);
    }
  },
  onHeldUp({ topic, partition, offset }, cause) {
    const at = { topic, partition, offset: String(offset) };
    log.error({ ...at, ...withoutMessage(cause) }, 'unexpected error, retrying');
  },
  onRetry({ topic, partition, offset }, attempts, cause) {
    // During an outage every lane retries; logging at growing intervals keeps the log readable.
    if (!isPowerOfTwo(attempts)) return;
    const at = { topic, partition, offset: String(offset), attempts };
    log.warn({ ...at, cause: reasonOf(cause) }, 'no answer from Temporal, retrying');
  },
  onUnwritten({ topic }, attempts, cause) {
    if (isPowerOfTwo(attempts))
      log.warn({ topic, attempts, cause: reasonOf(cause) }, 'dead letter not written, retrying');
  },
  onBreaker({ name, recovery, cause }) {
    if (recovery) log.error({ dependency: name, cause: reasonOf(cause) }, `no answer from ${name}: paused`);
    else log.info({ dependency: name }, `${name} answers again: resumed`);
  },
});

/** Both records are named, so that the producer who gave two events one name can be found. */
export const DROPPED = 'duplicate, dropped: another record had the name of its event first';

const placeOf = (place: EventPlace) => ({
  topic: topicOf(place),
  partition: place.partition,
  offset: place.offset,
});

const isPowerOfTwo = (count: number) => (count & (count - 1)) === 0;

/** The message of an unexpected error may quote the record, so only its kind and stack are logged. */
const withoutMessage = (error: unknown) =>
  error instanceof Error
    ? { error: error.name, stack: error.stack?.slice(error.stack.indexOf('\n    at ')) }
    : { error: typeof error };
