import type { BridgeParts } from '../consumers/bridge.ts';
import type { DispatchOptions } from '../consumers/dispatch.ts';
import type { Logger } from './logger.ts';
import { reasonOf } from './user-error.ts';

type Progress = Required<Pick<BridgeParts, 'onSettled' | 'onHeldUp'> & Pick<DispatchOptions, 'onRetry'>>;

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
    log.warn(
      { topic, partition, offset: String(offset), cause: reasonOf(cause) },
      'no answer, partition waits',
    );
  },
  onRetry({ topic, partition, offset }, attempts, cause) {
    // Every lane asks again during an outage: growing gaps keep the log readable.
    if (!isPowerOfTwo(attempts)) return;
    const at = { topic, partition, offset: String(offset), attempts };
    log.warn({ ...at, cause: reasonOf(cause) }, 'Temporal gave no answer, asking again');
  },
});

const isPowerOfTwo = (count: number) => (count & (count - 1)) === 0;
