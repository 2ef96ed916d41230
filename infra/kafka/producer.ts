import type { OutboundRecord } from '../../consumers/bridge/dead-letter.ts';
import { isTooLarge } from './errors.ts';
import type { Kafka } from './kafka.ts';
import type { RecordSender } from './ports.ts';

export interface RecordProducer {
  /**
   * Resolves once all in-sync replicas have the record; rejects if that is not known, or once the signal has fired
   * while the record was still waiting for its turn.
   *
   * @param isCompressed makes a record small that its topic would not take as it is. Default false.
   */
  send(record: OutboundRecord, signal?: AbortSignal, isCompressed?: boolean): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly record: OutboundRecord;
  readonly signal: AbortSignal | undefined;
  readonly isCompressed: boolean;
  readonly settle: PromiseWithResolvers<void>;
}

/**
 * One idempotent sender for all callers. While one request is under way the next records gather, so that a burst
 * takes few requests. After an error of unknown outcome the sender's sequence numbers are in doubt: it is replaced.
 */
export function createRecordProducer(kafka: Pick<Kafka, 'openSender'>): RecordProducer {
  let waiting: Waiting[] = [];
  let sending: Promise<void> | undefined;
  let sender: Promise<RecordSender> | undefined;

  async function replace(): Promise<void> {
    const doubtful = sender;
    sender = undefined;
    await doubtful?.then((old) => old.close()).catch(() => undefined);
  }

  async function drain(): Promise<void> {
    for (;;) {
      dropAbandoned();
      if (waiting.length === 0) break;
      await sendTogether(waiting.splice(0, countFor(waiting)));
    }
    sending = undefined;
  }

  /** Their callers have given up, and are going to send them again. */
  function dropAbandoned(): void {
    for (const { signal, settle } of waiting) if (signal?.aborted) settle.reject(signal.reason);
    waiting = waiting.filter(({ signal }) => !signal?.aborted);
  }

  async function sendTogether(batch: readonly Waiting[]): Promise<void> {
    try {
      sender ??= kafka.openSender();
      await (
        await sender
      ).send(
        batch.map(({ record }) => record),
        { isCompressed: batch.some(({ isCompressed }) => isCompressed) },
      );
      for (const { settle } of batch) settle.resolve();
    } catch (error) {
      await replace();
      // One record that is too large must not take the others with it.
      if (isTooLarge(error) && batch.length > 1) for (const alone of batch) await sendTogether([alone]);
      else for (const { settle } of batch) settle.reject(error);
    }
  }

  return {
    send(record, signal, isCompressed = false) {
      const settle = Promise.withResolvers<void>();
      waiting.push({ record, signal, isCompressed, settle });
      sending ??= drain();
      return settle.promise;
    },
    async close() {
      await sending;
      await replace();
    },
  };
}

/** A broker refuses a request that is too large as a whole: records that each fit must not make one together. */
const MAX_REQUEST_BYTES = 512 * 1024;

/** How many of the records that wait go into the next request: as many as fit, and at least one. */
function countFor(waiting: readonly Waiting[]): number {
  let bytes = 0;
  const end = waiting.findIndex(({ record: { key, value } }) => {
    bytes += (key?.length ?? 0) + (value?.length ?? 0);
    return bytes > MAX_REQUEST_BYTES;
  });
  return end === -1 ? waiting.length : Math.max(1, end);
}
