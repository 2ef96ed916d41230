import { expect, it } from '@jest/globals';
import { ignore } from '../../consumers/command.ts';
import type { InboundRecord } from '../../consumers/inbound-record.ts';
import { openPartition, type PartitionLimits, type Planned } from '../../consumers/partition.ts';
import { aRecord } from './record.ts';

/** A partition whose records each wait, in the lane that their key names, until the test lets them go. */
function held(limits: PartitionLimits = { records: 10, span: 100, bytes: 1_000 }) {
  const gates = new Map<bigint, PromiseWithResolvers<void>>();
  const started: bigint[] = [];
  const worker = openPartition({
    limits,
    plan: async ({ key }): Promise<Planned> => ({
      route: 'r',
      todo: { kind: 'signal', workflowId: String(key), signal: 's', args: [] },
    }),
    carryOut: ({ offset }) => {
      started.push(offset);
      const gate = Promise.withResolvers<void>();
      gates.set(offset, gate);
      return gate.promise;
    },
  });
  const offer = (offset: bigint, key = 'a', about: Partial<InboundRecord> = {}) =>
    worker.offer(aRecord({ offset, key: Buffer.from(key), ...about }));
  return { worker, offer, started, settle: (offset: bigint) => gates.get(offset)?.resolve() };
}

it('carries out one key in order, and lets other keys go ahead of it', async () => {
  const { offer, started, settle, worker } = held();
  await offer(1n, 'a');
  await offer(2n, 'a');
  await offer(3n, 'b');
  expect(started).toEqual([1n, 3n]);
  settle(3n);
  await turns();
  expect(worker.committable).toBeUndefined();
  settle(1n);
  await turns();
  expect(started).toEqual([1n, 3n, 2n]);
  expect(worker.committable).toBe(2n);
  settle(2n);
  await worker.idle();
  expect(worker.committable).toBe(4n);
});

it.each([
  ['records', { records: 2, span: 100, bytes: 1_000 }],
  ['offset span', { records: 10, span: 2, bytes: 1_000 }],
  ['bytes', { records: 10, span: 100, bytes: 12 }],
])('takes no more than the window holds, in %s, and again once there is room', async (_, limits) => {
  const { offer, settle } = held(limits);
  expect(await offer(1n)).toBeUndefined();
  expect(await offer(2n)).toBeUndefined();
  const waiting = await offer(3n);
  expect(waiting).toBeDefined();
  settle(1n);
  await waiting?.until;
  expect(await offer(3n)).toBeUndefined();
});

it('takes a record that is larger than the window when nothing else is in flight', async () => {
  const { offer } = held({ records: 10, span: 100, bytes: 1 });
  expect(await offer(1n)).toBeUndefined();
});

it('holds a record whose plan got no answer, and takes it later', async () => {
  let answers = 0;
  const heldUp: unknown[] = [];
  const worker = openPartition({
    plan: async () => {
      answers += 1;
      if (answers === 1) throw new Error('registry down');
      return { route: 'r', todo: ignore('test') };
    },
    carryOut: async () => undefined,
    onHeldUp: (_, cause) => heldUp.push(cause),
  });
  const waiting = await worker.offer(aRecord());
  await waiting?.until;
  expect(heldUp).toHaveLength(1);
  expect(await worker.offer(aRecord())).toBeUndefined();
});

it('once lost, settles nothing more and tells the work under way', async () => {
  const signals: AbortSignal[] = [];
  const gate = Promise.withResolvers<void>();
  const worker = openPartition({
    plan: async () => ({ route: 'r', todo: ignore('test') }),
    carryOut: (_, __, signal) => {
      signals.push(signal);
      return gate.promise;
    },
  });
  await worker.offer(aRecord({ offset: 1n }));
  worker.close();
  gate.resolve();
  await worker.idle();
  expect(signals[0]?.aborted).toBe(true);
  expect(worker.committable).toBeUndefined();
});

/** Lets everything run that is ready to. */
const turns = () => new Promise((resolve) => setImmediate(resolve));
