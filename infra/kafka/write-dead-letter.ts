import { trimmed, type OutboundRecord, type WriteDeadLetter } from '../../consumers/bridge/dead-letter.ts';
import type { CircuitBreaker } from '../../consumers/bridge/circuit-breaker.ts';
import { isTooLarge } from './errors.ts';
import type { RecordProducer } from './producer.ts';

/**
 * What is tried in turn with one that is too large. Its original may have been written in a compressed batch, and brokers
 * measure those as they are: so it may take compression to have it fit.
 */
const attemptsAt = (record: OutboundRecord) => [
  { written: record, isCompressed: false },
  { written: record, isCompressed: true },
  { written: trimmed(record), isCompressed: false },
  { written: trimmed(record), isCompressed: true },
];

/**
 * A record that could not be written to its dead-letter topic would be lost if its partition went on, so it waits here.
 *
 * @param deadLetters the brokers of the dead-letter topics, behind their breaker
 * @param onRetry hears of each write that is going to be made again
 */
export const deadLettersTo =
  (
    producer: RecordProducer,
    deadLetters: CircuitBreaker,
    onRetry: (record: OutboundRecord, attempts: number, cause: unknown) => void,
  ): WriteDeadLetter =>
  async (record, signal) => {
    let tooLarge: unknown;
    for (const { written, isCompressed } of attemptsAt(record)) {
      let attempts = 0;
      const onFailure = (cause: unknown) => onRetry(written, (attempts += 1), cause);
      try {
        return await deadLetters.call(() => producer.send(written, signal, isCompressed), signal, onFailure);
      } catch (cause) {
        if (!isTooLarge(cause)) throw cause;
        tooLarge = cause;
      }
    }
    throw tooLarge;
  };
