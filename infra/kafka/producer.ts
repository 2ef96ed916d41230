import { Partitioners, type Kafka, type Producer, type TopicMessages } from 'kafkajs';
import type { OutboundRecord } from '../../consumers/dead-letter.ts';

export interface RecordProducer {
  /** Resolves once all in-sync replicas have the record; rejects where that is not known. */
  send(record: OutboundRecord): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly record: OutboundRecord;
  readonly settle: PromiseWithResolvers<void>;
}

/**
 * One idempotent producer for everybody. While one request is under way the next records gather, so that a burst
 * takes few requests. After an error of unknown fate the producer's sequence numbers are in doubt: it is replaced.
 */
export function createRecordProducer(kafka: Kafka): RecordProducer {
  const waiting: Waiting[] = [];
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
    while (waiting.length > 0) {
      const batch = waiting.splice(0, countFor(waiting));
      try {
        producer ??= connect();
        await (await producer).sendBatch({ acks: -1, topicMessages: byTopic(batch) });
        for (const { settle } of batch) settle.resolve();
      } catch (error) {
        await replace();
        for (const { settle } of batch) settle.reject(error);
      }
    }
    sending = undefined;
  }

  return {
    send(record) {
      const settle = Promise.withResolvers<void>();
      waiting.push({ record, settle });
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
    messages: ofTopic.map(({ record: { key, value, headers } }) => ({ key, value, headers: { ...headers } })),
  }));
}
