import { expect, it } from '@jest/globals';
import type { EachBatchPayload } from 'ktb-kafkajs';
import type { PartitionWorker } from '../../../../../consumers/bridge/source.ts';
import { Assignment } from '../../../../../infra/kafka/assignment.ts';
import { batchHandler } from '../../../../../infra/kafka/kafkajs/source/batches.ts';
import { PartitionLog } from '../../../../../infra/kafka/partition-log.ts';
import { createLogger } from '../../../../../infra/logger.ts';

const P = { topic: 't', partition: 0 };

/** A generation whose worker does what a test says with each record. */
function generation(offer: PartitionWorker['offer']): Assignment {
  const worker = { offer, skip: () => undefined, close: () => undefined, inFlight: 0 } as never;
  const assignment = new Assignment(
    [P],
    () => Buffer.alloc(0),
    () => worker,
  );
  assignment.located(P, new PartitionLog({ topicId: undefined, isRecreated: false }));
  return assignment;
}

/** Hands a batch of these offsets over, as kafkajs does. */
function handOver(offsets: readonly number[], assignment: () => Assignment, stale = () => false) {
  const resolved: string[] = [];
  let pauses = 0;
  let resumed = 0;
  const payload = {
    batch: { ...P, messages: offsets.map((offset) => ({ offset: String(offset), key: null, value: null })) },
    isRunning: () => true,
    isStale: stale,
    resolveOffset: (offset: string) => resolved.push(offset),
    pause: () => {
      pauses += 1;
      return () => (resumed += 1);
    },
    commitOffsetsIfNecessary: async () => undefined,
  } as unknown as EachBatchPayload;
  const handler = batchHandler({
    cluster: { endsOfEpochs: async () => [] },
    log: createLogger('silent'),
    assignment,
    isDraining: () => false,
    commitSoon: () => undefined,
  });
  return { done: handler(payload), resolved, counts: () => ({ pauses, resumed }) };
}

it('offers the records one after the other, and says how far it came', async () => {
  const taken: bigint[] = [];
  const current = generation(async ({ offset }) => void taken.push(offset));
  const { done, resolved } = handOver([3, 4], () => current);
  await done;
  expect([taken, resolved]).toEqual([
    [3n, 4n],
    ['3', '4'],
  ]);
});

it('a record that was offered in a generation that is over meanwhile does not count as taken in the next one', async () => {
  const gate = Promise.withResolvers<void>();
  const old = generation(async () => {
    await gate.promise;
    return undefined;
  });
  let current = old;
  const { done, resolved } = handOver([3, 4], () => current);
  old.close();
  current = generation(async () => undefined);
  gate.resolve();
  await done;
  expect(resolved).toEqual([]);
});

it('nor is a partition paused in the next generation for what the old one could not take', async () => {
  const gate = Promise.withResolvers<void>();
  const old = generation(async () => {
    await gate.promise;
    return { until: Promise.resolve() };
  });
  let current = old;
  const { done, counts } = handOver([3], () => current);
  old.close();
  current = generation(async () => undefined);
  gate.resolve();
  await done;
  expect(counts()).toEqual({ pauses: 0, resumed: 0 });
});

it('a record that is not taken pauses its partition until it can be', async () => {
  const room = Promise.withResolvers<void>();
  const current = generation(async () => ({ until: room.promise }));
  const { done, resolved, counts } = handOver([3], () => current);
  await done;
  expect([resolved, counts()]).toEqual([[], { pauses: 1, resumed: 0 }]);
  room.resolve();
  await room.promise;
  await Promise.resolve();
  expect(counts()).toEqual({ pauses: 1, resumed: 1 });
});

it('nothing of a batch that kafkajs calls stale is offered', async () => {
  const taken: bigint[] = [];
  const current = generation(async ({ offset }) => void taken.push(offset));
  await handOver(
    [3],
    () => current,
    () => true,
  ).done;
  expect(taken).toEqual([]);
});
