import { backoff } from '../../consumers/backoff.ts';
import type { WriteDeadLetter } from '../../consumers/dead-letter.ts';
import type { RecordProducer } from './producer.ts';
import type { Logger } from '../logger.ts';
import { reasonOf } from '../user-error.ts';

/** A record that could not be written to its dead-letter topic is lost if its partition goes on: so it waits here. */
export const deadLettersTo =
  (producer: RecordProducer, log: Logger): WriteDeadLetter =>
  async (record, signal) => {
    const wait = backoff();
    for (;;) {
      signal.throwIfAborted();
      try {
        return await producer.send(record);
      } catch (cause) {
        log.warn({ topic: record.topic, cause: reasonOf(cause) }, 'dead letter not written, trying again');
        await wait.next(signal);
      }
    }
  };
