import type { BridgeParts } from '../../consumers/bridge/bridge.ts';
import type { OutboundRecord } from '../../consumers/bridge/dead-letter.ts';
import type { CircuitBreaker } from '../../consumers/bridge/circuit-breaker.ts';
import type { DispatchOptions } from '../../consumers/bridge/dispatch.ts';
import type { Logger } from '../logger.ts';
import { reasonOf } from '../user-error.ts';

export interface Progress extends Required<
  Pick<BridgeParts, 'onSettled' | 'onHeldUp'> & Pick<DispatchOptions, 'onRetry'>
> {
  readonly onUnwritten: (record: OutboundRecord, attempts: number, cause: unknown) => void;
  readonly onBreaker: (breaker: CircuitBreaker) => void;
}

/** Says what becomes of each record: its place in Kafka, its route and a reason, never its key, headers or payload. */
export const progressLog = (log: Logger): Progress => ({
  onSettled({ topic, partition, offset }, route, settled) {
    const at = { topic, partition, offset: String(offset), route };
    if (settled.kind === 'rejected') {
      const { stage, reason, message } = settled;
      log.warn({ ...at, stage, reason }, `dead letter: ${message}`);
    } else if (settled.kind === 'ignored') {
      log.info({ ...at, reason: settled.reason }, 'ignored');
    } else {
      log.debug(at, settled.kind);
    }
  },
  onHeldUp({ topic, partition, offset }, cause) {
    const at = { topic, partition, offset: String(offset) };
    log.error({ ...at, ...withoutMessage(cause) }, 'failed for a reason that nobody foresaw, trying again');
  },
  onRetry({ topic, partition, offset }, attempts, cause) {
    // Every lane asks again during an outage: growing gaps keep the log readable.
    if (!isPowerOfTwo(attempts)) return;
    const at = { topic, partition, offset: String(offset), attempts };
    log.warn({ ...at, cause: reasonOf(cause) }, 'Temporal gave no answer, asking again');
  },
  onUnwritten({ topic }, attempts, cause) {
    if (isPowerOfTwo(attempts))
      log.warn({ topic, attempts, cause: reasonOf(cause) }, 'dead letter not written, trying again');
  },
  onBreaker({ name, recovery, cause }) {
    if (recovery) log.error({ dependency: name, cause: reasonOf(cause) }, `no answer from ${name}: paused`);
    else log.info({ dependency: name }, `${name} answers again: going on`);
  },
});

const isPowerOfTwo = (count: number) => (count & (count - 1)) === 0;

/** Nobody knows what an error quotes that nobody foresaw: where it came from is enough to find it. */
const withoutMessage = (error: unknown) =>
  error instanceof Error
    ? { error: error.name, stack: error.stack?.slice(error.stack.indexOf('\n    at ')) }
    : { error: typeof error };
