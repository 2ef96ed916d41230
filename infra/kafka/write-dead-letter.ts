import { backoff } from '../../consumers/bridge/backoff.ts';
import { trimmed, type OutboundRecord, type WriteDeadLetter } from '../../consumers/bridge/dead-letter.ts';
import { isKafkaOutage, isTooLarge } from './errors.ts';
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
 * A record that could not be written to its dead-letter topic would be lost if its partition went on, so it waits here,
 * and its partition waits once its window is full. Nothing else waits for it.
 *
 * @param onRetry hears of each write that is going to be made again
 */
export const deadLettersTo =
  (
    producer: Pick<RecordProducer, 'send'>,
    onRetry: (record: OutboundRecord, attempts: number, cause: unknown) => void,
  ): WriteDeadLetter =>
  async (record, signal) => {
    let tooLarge: unknown;
    for (const { written, isCompressed } of attemptsAt(record)) {
      const send = () => producer.send(written, signal, isCompressed);
      try {
        return await untilAnswered(send, signal, (attempts, cause) => onRetry(written, attempts, cause));
      } catch (cause) {
        if (!isTooLarge(cause)) throw cause;
        tooLarge = cause;
      }
    }
    throw tooLarge;
  };

/** Tries again for as long as Kafka does not take it, and does not say that it never will. */
async function untilAnswered(
  send: () => Promise<void>,
  signal: AbortSignal,
  onRetry: (attempts: number, cause: unknown) => void,
): Promise<void> {
  const wait = backoff();
  for (let attempts = 1; ; attempts += 1) {
    signal.throwIfAborted();
    try {
      return await send();
    } catch (cause) {
      if (!isKafkaOutage(cause)) throw cause;
      onRetry(attempts, cause);
    }
    await wait.next(signal);
  }
}
