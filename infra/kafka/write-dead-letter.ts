import { trimmed, type OutboundRecord, type WriteDeadLetter } from '../../consumers/dead-letter.ts';
import type { Dependency } from '../../consumers/dependency.ts';
import { isTooLarge } from './errors.ts';
import type { RecordProducer } from './producer.ts';

/**
 * A record that could not be written to its dead-letter topic is lost if its partition goes on: so it waits here.
 *
 * @param deadLetters the brokers of the dead-letter topics, behind their breaker
 * @param onRetry hears of each write that is going to be made again
 */
export const deadLettersTo =
  (
    producer: RecordProducer,
    deadLetters: Dependency,
    onRetry: (record: OutboundRecord, attempts: number, cause: unknown) => void,
  ): WriteDeadLetter =>
  async (record, signal) => {
    const write = (written: OutboundRecord) => {
      let attempts = 0;
      const onFailure = (cause: unknown) => onRetry(written, (attempts += 1), cause);
      return deadLetters.ask(() => producer.send(written, signal), signal, onFailure);
    };
    try {
      await write(record);
    } catch (cause) {
      if (!isTooLarge(cause)) throw cause;
      await write(trimmed(record));
    }
  };
