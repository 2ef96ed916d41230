import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { readLog } from '../../../infra/kafka/read-log.ts';

/** A topic of one partition with three records, and what kafkajs does with whoever reads it. */
function aKafka(deliver: (eachBatch: (payload: EachBatchPayload) => Promise<void>) => Promise<void>): Kafka {
  const nothing = async () => undefined;
  return {
    admin: () => ({
      connect: nothing,
      disconnect: nothing,
      deleteGroups: nothing,
      fetchTopicOffsets: async () => [{ partition: 0, low: '0', high: '3' }],
    }),
    consumer: () => ({
      events: {},
      on: () => undefined,
      connect: nothing,
      subscribe: nothing,
      disconnect: nothing,
      seek: () => undefined,
      run: async ({ eachBatch }: { eachBatch: (payload: EachBatchPayload) => Promise<void> }) =>
        void deliver(eachBatch),
    }),
  } as unknown as Kafka;
}

const aBatch = (offsets: string[], heartbeat: () => Promise<void> = async () => undefined) =>
  ({
    batch: {
      topic: 't',
      partition: 0,
      messages: offsets.map((offset) => ({ offset, key: null, value: null, headers: {}, timestamp: '0' })),
      lastOffset: () => offsets.at(-1),
    },
    resolveOffset: () => undefined,
    heartbeat,
  }) as unknown as EachBatchPayload;

it('a reader that takes its time gives signs of life meanwhile', async () => {
  let beats = 0;
  const beat = async () => void (beats += 1);
  await readLog({
    kafka: aKafka((eachBatch) => eachBatch(aBatch(['0', '1', '2'], beat))),
    topic: 't',
    onRecord: async ({ offset }) => void (offset === 1n && (await delay(1_500))),
  });
  expect(beats).toBeGreaterThan(0);
});

it('one that was thrown out of its group, and so begins anew, takes each record once', async () => {
  const taken: bigint[] = [];
  await readLog({
    kafka: aKafka(async (eachBatch) => {
      await eachBatch(aBatch(['0', '1']));
      await eachBatch(aBatch(['0', '1', '2']));
    }),
    topic: 't',
    onRecord: ({ offset }) => void taken.push(offset),
  });
  expect(taken).toEqual([0n, 1n, 2n]);
});
