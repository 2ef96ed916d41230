import kafkajs, {
  Partitioners,
  type IHeaders,
  type Kafka,
  type Producer,
  type TopicMessages,
} from 'ktb-kafkajs';
import type { OutboundRecord } from '../../consumers/bridge/dead-letter.ts';
import { isTooLarge } from './errors.ts';

const { GZIP, None } = kafkajs.CompressionTypes;

export interface RecordProducer {
  /**
   * Resolves once all in-sync replicas have the record; rejects where that is not known, or once the signal has fired
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
 * One idempotent producer for everybody. While one request is under way the next records gather, so that a burst
 * takes few requests. After an error of unknown fate the producer's sequence numbers are in doubt: it is replaced.
 */
export function createRecordProducer(kafka: Kafka): RecordProducer {
  let waiting: Waiting[] = [];
  let sending: Promise<void> | undefined;
  let producer: Promise<Producer> | undefined;

  async function connect(): Promise<Producer> {
    const fresh = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner, // the Java clients' own: one key, one partition, whoever wrote it
      idempotent: true,
      allowAutoTopicCreation: false,
    });
    await fresh.connect();
    return fresh;
  }

  async function replace(): Promise<void> {
    const doubtful = producer;
    producer = undefined;
    await doubtful?.then((old) => old.disconnect()).catch(() => undefined);
  }

  async function drain(): Promise<void> {
    for (;;) {
      dropAbandoned();
      if (waiting.length === 0) break;
      await sendTogether(waiting.splice(0, countFor(waiting)));
    }
    sending = undefined;
  }

  /** Whoever asked has given up, and is going to ask again. */
  function dropAbandoned(): void {
    for (const { signal, settle } of waiting) if (signal?.aborted) settle.reject(signal.reason);
    waiting = waiting.filter(({ signal }) => !signal?.aborted);
  }

  async function sendTogether(batch: readonly Waiting[]): Promise<void> {
    try {
      producer ??= connect();
      await (
        await producer
      ).sendBatch({
        acks: -1,
        compression: batch.some(({ isCompressed }) => isCompressed) ? GZIP : None,
        topicMessages: byTopic(batch),
      });
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

function byTopic(batch: readonly Waiting[]): TopicMessages[] {
  const groups = Map.groupBy(batch, ({ record }) => record.topic);
  return [...groups].map(([topic, ofTopic]) => ({
    topic,
    // kafkajs's types know no null header value, which Kafka has; see the patch of its encoder.
    messages: ofTopic.map(({ record: { key, value, headers } }) => ({
      key,
      value,
      headers: headers as IHeaders,
    })),
  }));
}
