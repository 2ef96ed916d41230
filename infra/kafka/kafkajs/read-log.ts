import { randomUUID } from 'node:crypto';
import type { EachBatchPayload, Kafka } from 'ktb-kafkajs';
import type { InboundRecord } from '../../../consumers/bridge/inbound-record.ts';
import { unreadableBatch } from './unreadable-batch.ts';
import { toRecord } from './to-record.ts';

/** A record and when it was written, in milliseconds since 1970. */
export interface LogRecord extends InboundRecord {
  readonly timestamp: number;
}

export interface ReadLogOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  /** The first offset to read of each partition. Default: the oldest. */
  readonly from?: ReadonlyMap<number, bigint>;
  /** Called one after the other within a partition. */
  readonly onRecord: (record: LogRecord) => Promise<void> | void;
  /** Ends the reading before the end. */
  readonly signal?: AbortSignal;
  /** How long its group waits for a reader that is silent. Default 30,000. */
  readonly sessionTimeoutMs?: number;
}

/** Asked for so often, kafkajs sends one when it is due. */
const BEAT_EVERY_MS = 1_000;

/**
 * Reads everything that stands on a topic now, and ends there; what is written meanwhile is not read. Throws what
 * `onRecord` throws, and an `UnreadableBatch` where there is one.
 */
export async function readLog({
  kafka,
  topic,
  from,
  onRecord,
  signal,
  sessionTimeoutMs = 30_000,
}: ReadLogOptions): Promise<void> {
  const groupId = `ktb-log-${randomUUID()}`;
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map<number, bigint>();
  const starts: { topic: string; partition: number; offset: string }[] = [];
  const next = new Map<number, bigint>();
  for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
    const wanted = from?.get(partition) ?? 0n;
    const start = wanted > BigInt(low) ? wanted : BigInt(low);
    if (start >= BigInt(high)) continue;
    ends.set(partition, BigInt(high));
    next.set(partition, start);
    starts.push({ topic, partition, offset: String(start) });
  }
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 200,
    sessionTimeout: sessionTimeoutMs,
  });
  const done = Promise.withResolvers<void>();
  done.promise.catch(() => undefined);
  const stop = () => done.resolve();
  signal?.addEventListener('abort', stop);

  async function eachBatch({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
    const { partition } = batch;
    const end = ends.get(partition);
    if (end === undefined || signal?.aborted) return;
    // Whoever takes the records may take their time; a member that is silent meanwhile would be thrown out.
    const beating = setInterval(() => void heartbeat().catch(() => undefined), BEAT_EVERY_MS);
    try {
      for (const message of batch.messages) {
        const unreadable = unreadableBatch(message);
        if (unreadable) throw unreadable;
        const offset = BigInt(message.offset);
        if (offset >= end || signal?.aborted) break;
        // A member that was thrown out all the same reads from the beginning again.
        if (offset < next.get(partition)!) continue;
        next.set(partition, offset + 1n);
        await onRecord({ ...toRecord(batch, message), timestamp: Number(message.timestamp) });
      }
    } catch (error) {
      done.reject(error);
      return;
    } finally {
      clearInterval(beating);
    }
    // The last record may be followed by markers that nobody sees.
    resolveOffset(batch.lastOffset());
  }

  /** Batches of which nothing may be seen, as all of it was aborted, come here and not to `eachBatch`. */
  function passed(partition: number, lastOffset: string): void {
    const end = ends.get(partition);
    if (end !== undefined && BigInt(lastOffset) + 1n >= end) ends.delete(partition);
    if (ends.size === 0) done.resolve();
  }

  try {
    if (ends.size === 0 || signal?.aborted) return;
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) =>
      passed(partition, lastOffset),
    );
    consumer.on(consumer.events.CRASH, ({ payload: { error } }) => done.reject(error));
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch,
      partitionsConsumedConcurrently: 100,
    });
    for (const start of starts) consumer.seek(start);
    await done.promise;
  } finally {
    signal?.removeEventListener('abort', stop);
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
}
