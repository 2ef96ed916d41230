import type { BridgeParts } from '../consumers/bridge.ts';
import type { DispatchOptions } from '../consumers/dispatch.ts';
import type { Logger } from './logger.ts';

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
    log.warn({ topic, partition, offset: String(offset), err: cause }, 'no answer, partition waits');
  },
  onRetry({ topic, partition, offset }, attempts, cause) {
    log.warn(
      { topic, partition, offset: String(offset), attempts, err: cause },
      'Temporal gave no answer, asking again',
    );
  },
});
