import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload, Kafka as Client } from 'ktb-kafkajs';
import { KafkaError } from '../errors.ts';
import type { Kafka } from '../kafka.ts';
import type { ReadLogOptions } from '../log-reading.ts';
import { ownGroupError, translated } from './errors.ts';
import { toRecord } from './to-record.ts';
import { unreadableBatch } from './unreadable-batch.ts';

/** Of its groups: an operator allows them by it. */
const PREFIX = 'ktb-log-';

/** Asked for so often, kafkajs sends a heartbeat when it is due. */
const BEAT_EVERY_MS = 1_000;

/** Reads a topic up to where it ends now, with a group of its own that is removed afterwards; see `Kafka.readLog`. */
export const readLog = (options: ReadLogOptions & { client: Client; kafka: Kafka }): Promise<void> =>
  translated(async () => {
    const { client, kafka, topic, signal, sessionTimeoutMs = 30_000 } = options;
    const bounds = await boundsOf(options);
    if (bounds.size === 0 || signal?.aborted) return;
    const groupId = `${PREFIX}${randomUUID()}`;
    const consumer = client.consumer({
      groupId,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 200,
      sessionTimeout: sessionTimeoutMs,
    });
    const done = Promise.withResolvers<void>();
    done.promise.catch(() => undefined);
    const stop = () => done.resolve();
    signal?.addEventListener('abort', stop);
    try {
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      let crash: Error | undefined;
      consumer.on(consumer.events.CRASH, ({ payload: { error } }) => done.reject((crash = error)));
      await run(consumer, options, bounds, done);
      // It has no group, and so no place in a partition to seek.
      if (crash) throw crash;
      for (const [partition, { next }] of bounds) consumer.seek({ topic, partition, offset: String(next) });
      await done.promise;
    } catch (error) {
      throw ownGroupError(error, groupId, PREFIX);
    } finally {
      signal?.removeEventListener('abort', stop);
      await consumer.disconnect();
      await kafka.groups.remove(groupId).catch(() => undefined);
    }
  });

/** The offset of a partition to read next, and the one at which reading ends. */
interface Bounds {
  next: bigint;
  readonly end: bigint;
}

/** Of the partitions in which there is something to read. */
async function boundsOf({
  kafka,
  topic,
  from,
}: ReadLogOptions & { kafka: Kafka }): Promise<Map<number, Bounds>> {
  const bounds = new Map<number, Bounds>();
  for (const { partition, low, stable: end } of await kafka.cluster.ranges([topic])) {
    const wanted = from?.get(partition) ?? 0n;
    const next = wanted > low ? wanted : low;
    if (next < end) bounds.set(partition, { next, end });
  }
  return bounds;
}

function run(
  consumer: Consumer,
  options: ReadLogOptions,
  bounds: Map<number, Bounds>,
  done: PromiseWithResolvers<void>,
): Promise<void> {
  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const { partition } = payload.batch;
    const bound = bounds.get(partition);
    if (!bound || options.signal?.aborted) return;
    try {
      await readBatch(payload, bound, options);
    } catch (error) {
      done.reject(error);
      return;
    }
    // The last record may be followed by markers that no reader sees.
    payload.resolveOffset(payload.batch.lastOffset());
  }
  // A batch without a record that may be seen, as all of it was aborted, comes here and not to `eachBatch`.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
    const bound = bounds.get(partition);
    if (bound && BigInt(lastOffset) + 1n >= bound.end) bounds.delete(partition);
    if (bounds.size === 0) done.resolve();
  });
  return consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    eachBatch,
    partitionsConsumedConcurrently: 100,
  });
}

async function readBatch(
  { batch, heartbeat }: EachBatchPayload,
  bound: Bounds,
  { onRecord, signal }: ReadLogOptions,
): Promise<void> {
  // `onRecord` may take its time; the group would remove a member that is silent meanwhile.
  const beating = setInterval(() => void heartbeat().catch(() => undefined), BEAT_EVERY_MS);
  try {
    for (const message of batch.messages) {
      const unreadable = unreadableBatch(message);
      if (unreadable) throw new KafkaError('fatal', unreadable.message, { cause: unreadable });
      const record = toRecord(batch, message);
      if (record.offset >= bound.end || signal?.aborted) return;
      // A member that was removed all the same reads from the beginning again.
      if (record.offset < bound.next) continue;
      bound.next = record.offset + 1n;
      await onRecord(record);
    }
  } finally {
    clearInterval(beating);
  }
}
