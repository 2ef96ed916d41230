import type { OutboundRecord } from '../../consumers/bridge/dead-letter.ts';
import type { TopicPartition } from '../../consumers/bridge/source.ts';
import { isTooLarge } from './errors.ts';
import type { Kafka } from './kafka.ts';
import { Line } from './line.ts';
import type { RecordSender } from './ports.ts';
import { nameOf, UnwrittenPlaces, type Place, type Unwritten } from './unwritten.ts';

export interface RecordProducer {
  /**
   * Resolves once all in-sync replicas have the record; rejects if that is not known, or once the signal has fired
   * while the record was still waiting for its turn.
   *
   * @param isCompressed makes a record small that its topic would not take as it is. Default false.
   */
  send(record: OutboundRecord, signal?: AbortSignal, isCompressed?: boolean): Promise<void>;
  /** The topics and partitions that cannot be written at the moment. */
  readonly unwritten: readonly Unwritten[];
  close(): Promise<void>;
}

interface Waiting {
  readonly record: OutboundRecord;
  readonly signal: AbortSignal | undefined;
  readonly isCompressed: boolean;
  readonly settle: PromiseWithResolvers<void>;
}

/**
 * One idempotent sender for all callers. Each topic has a line of its own, in which its records are placed in their
 * partitions, and each partition has one: what cannot be written keeps nothing waiting but what comes behind it. While
 * one request is under way the next records gather, so that a burst takes few requests.
 */
export function createRecordProducer(kafka: Pick<Kafka, 'openSender'>): RecordProducer {
  const topics = new Map<string, Line<Waiting>>();
  const partitions = new Map<string, Line<Waiting>>();
  const unwritten = new UnwrittenPlaces();
  let sender: Promise<RecordSender> | undefined;

  function opened(): Promise<RecordSender> {
    sender ??= kafka.openSender();
    sender.catch(() => (sender = undefined));
    return sender;
  }

  function failed(place: Place, all: readonly Waiting[], error: unknown): void {
    if (!isTooLarge(error)) unwritten.failed(place, error);
    for (const { settle } of all) settle.reject(error);
  }

  const placer = (topic: string) =>
    new Line<Waiting>(async (items) => {
      const all = withoutAbandoned(items);
      if (all.length === 0) return;
      try {
        const keys = all.map(({ record }) => record.key);
        const places = await (await opened()).partitionsOf(topic, keys);
        unwritten.written({ topic });
        for (const [index, byKey] of places.entries()) {
          const { partition = byKey } = all[index]!.record;
          const place = { topic, partition };
          lineOf(partitions, nameOf(place), () => writer(place)).add(all[index]!);
        }
      } catch (error) {
        failed({ topic }, all, error);
      }
    });

  const writer = (to: TopicPartition) =>
    new Line<Waiting>(async (items) => {
      const all = withoutAbandoned(items);
      while (all.length > 0) await sendTogether(to, all.splice(0, countFor(all)));
    });

  async function sendTogether(to: TopicPartition, batch: readonly Waiting[]): Promise<void> {
    const records = batch.map(({ record }) => record);
    const isCompressed = batch.some((one) => one.isCompressed);
    try {
      await (await opened()).send(to, records, { isCompressed });
      unwritten.written(to);
      for (const { settle } of batch) settle.resolve();
    } catch (error) {
      // One record that the broker refuses must not take the others with it.
      if (isTooLarge(error) && batch.length > 1) for (const alone of batch) await sendTogether(to, [alone]);
      else failed(to, batch, error);
    }
  }

  return {
    send(record, signal, isCompressed = false) {
      const settle = Promise.withResolvers<void>();
      const { topic } = record;
      lineOf(topics, topic, () => placer(topic)).add({ record, signal, isCompressed, settle });
      return settle.promise;
    },
    get unwritten() {
      return unwritten.all;
    },
    async close() {
      await Promise.all([...topics.values()].map((line) => line.idle));
      await Promise.all([...partitions.values()].map((line) => line.idle));
      await sender?.then((open) => open.close()).catch(() => undefined);
      sender = undefined;
    },
  };
}

/** The line of this name, which begins with the first that is looked for. */
function lineOf(lines: Map<string, Line<Waiting>>, name: string, begin: () => Line<Waiting>): Line<Waiting> {
  const line = lines.get(name) ?? begin();
  lines.set(name, line);
  return line;
}

/** Without those whose callers have given up, and are going to send them again. */
function withoutAbandoned(items: readonly Waiting[]): Waiting[] {
  for (const { signal, settle } of items) if (signal?.aborted) settle.reject(signal.reason);
  return items.filter(({ signal }) => !signal?.aborted);
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
