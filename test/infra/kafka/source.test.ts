import { expect, it } from '@jest/globals';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { pino } from 'pino';
import type { PartitionWorker } from '../../../consumers/source.ts';
import { kafkaSource } from '../../../infra/kafka/source.ts';

const topics = new Map([['t', { incarnation: 1, startFrom: 'beginning' }]] as const);

/** A Kafka with one group, whose member gets the only partition of a topic at once. */
function aKafka() {
  const nothing = async () => undefined;
  const listeners: Record<string, (event: object) => void> = {};
  let take: ((payload: EachBatchPayload) => Promise<void>) | undefined;
  const kafka = {
    admin: () => ({
      connect: nothing,
      disconnect: nothing,
      fetchOffsets: async () => [{ topic: 't', partitions: [{ partition: 0, offset: '0', metadata: '' }] }],
      fetchTopicOffsets: async () => [{ partition: 0, low: '0', high: '9' }],
    }),
    consumer: () => ({
      events: { GROUP_JOIN: 'join', REBALANCING: 'rebalancing', CRASH: 'crash' },
      on: (event: string, listener: (event: object) => void) => void (listeners[event] = listener),
      connect: nothing,
      subscribe: nothing,
      disconnect: nothing,
      pause: () => undefined,
      resume: () => undefined,
      run: async ({ eachBatch }: { eachBatch: typeof take }) => {
        take = eachBatch;
        listeners['join']!({ payload: { memberAssignment: { t: [0] } } });
      },
    }),
  } as unknown as Kafka;
  return { kafka, take: (payload: EachBatchPayload) => take!(payload) };
}

it('once it drains, a partition is paused rather than fetched again and again', async () => {
  const { kafka, take } = aKafka();
  const idle = Promise.withResolvers<void>();
  const worker: PartitionWorker = {
    offer: async () => undefined,
    committable: undefined,
    inFlight: 1,
    idle: () => idle.promise,
    close: () => undefined,
  };
  const log = pino({ level: 'silent' });
  const source = kafkaSource({ kafka, groupId: 'g', topics, log, onCrash: () => undefined });
  await source.start(() => worker);
  const stopped = source.stop(5_000);
  let pauses = 0;
  await take({
    batch: { topic: 't', partition: 0, messages: [{ offset: '1' }] },
    isRunning: () => true,
    isStale: () => false,
    pause: () => void (pauses += 1),
  } as unknown as EachBatchPayload);
  expect(pauses).toBe(1);
  idle.resolve();
  expect(await stopped).toEqual({ drained: true });
});
