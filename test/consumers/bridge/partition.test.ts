import { expect, it } from '@jest/globals';
import { ignore, type Command } from '../../../consumers/bridge/command.ts';
import type { EventIdentity } from '../../../consumers/bridge/event-identity.ts';
import type { InboundRecord } from '../../../consumers/bridge/inbound-record.ts';
import { openPartition } from '../../../consumers/bridge/partition.ts';
import { Window, type WindowLimits } from '../../../consumers/bridge/window.ts';
import { aRecord } from './record.ts';
import { stages } from './stages.ts';

/** A partition whose records each wait, in the lane that their key names, until the test lets them go. */
function held(limits: WindowLimits = { records: 10, span: 100, bytes: 1_000 }) {
  const gates = new Map<bigint, PromiseWithResolvers<void>>();
  const started: bigint[] = [];
  const worker = openPartition({
    ...stages({
      decode: async ({ key }) => ({ kind: 'signal', workflowId: String(key), signal: 's', args: [] }),
      dispatch({ offset }) {
        started.push(offset);
        const gate = Promise.withResolvers<void>();
        gates.set(offset, gate);
        return gate.promise;
      },
    }),
    window: new Window(limits),
  });
  const offer = (offset: bigint, key = 'a', about: Partial<InboundRecord> = {}) =>
    worker.offer(aRecord({ offset, key: Buffer.from(key), ...about }));
  return { worker, offer, started, settle: (offset: bigint) => gates.get(offset)?.resolve() };
}

it('dispatches one key in order, and lets other keys go ahead of it', async () => {
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

it('leaves a record that takes long to decode, and takes it once it is decoded, decoded once', async () => {
  const answer = Promise.withResolvers<Command>();
  let asked = 0;
  const decode = () => {
    asked += 1;
    return answer.promise;
  };
  const worker = openPartition(stages({ decode }));
  const waiting = await worker.offer(aRecord());
  expect(waiting).toBeDefined();
  answer.resolve(ignore('test'));
  await waiting?.until;
  expect(await worker.offer(aRecord())).toBeUndefined();
  expect(asked).toBe(1);
});

it.each(['decode', 'dispatch'] as const)(
  'never gives up a record whose %s fails, and says so',
  async (part) => {
    const heldUp: unknown[] = [];
    let failures = 2;
    const fail = () => {
      failures -= 1;
      if (failures >= 0) throw new Error('a bug');
    };
    const worker = openPartition({
      ...stages({
        async decode() {
          if (part === 'decode') fail();
          return ignore('test');
        },
        async dispatch() {
          if (part === 'dispatch') fail();
        },
      }),
      onHeldUp: (_, cause) => heldUp.push(cause),
    });
    const waiting = await worker.offer(aRecord({ offset: 1n }));
    await waiting?.until;
    if (waiting) await worker.offer(aRecord({ offset: 1n }));
    await worker.idle();
    expect(heldUp).toHaveLength(2);
    expect(worker.committable).toBe(2n);
  },
);

it('a record whose dispatch failed for an unexpected reason may have been sent', async () => {
  const given: EventIdentity[] = [];
  const retries: number[] = [];
  const worker = openPartition({
    ...stages(),
    wait: (ms, abort) => (abort ? Promise.resolve(void retries.push(ms)) : new Promise(() => undefined)),
    async dispatch(_, identity) {
      given.push(identity);
      if (given.length === 1) throw new Error('a bug');
      return { kind: 'delivered' };
    },
  });
  await worker.offer(aRecord({ mayBeRepeated: false }));
  await worker.idle();
  expect(given).toEqual([given[0], { ...given[0], mayBeRepeated: true }]);
  expect(given[0]?.mayBeRepeated).toBe(false);
  expect(retries).toHaveLength(1);
});

it('once lost, takes nothing, not even what was being decoded', async () => {
  const answer = Promise.withResolvers<Command>();
  let dispatched = 0;
  const worker = openPartition(
    stages({
      decode: () => answer.promise,
      async dispatch() {
        dispatched += 1;
      },
    }),
  );
  const offered = worker.offer(aRecord());
  worker.close();
  answer.resolve(ignore('test'));
  expect(await offered).toBeDefined();
  expect(dispatched).toBe(0);
});

it('once lost, settles nothing more and tells the work under way', async () => {
  const signals: AbortSignal[] = [];
  const gate = Promise.withResolvers<void>();
  const worker = openPartition(
    stages({
      dispatch(_, abort) {
        signals.push(abort);
        return gate.promise;
      },
    }),
  );
  await worker.offer(aRecord({ offset: 1n }));
  worker.close();
  gate.resolve();
  await worker.idle();
  expect(signals[0]?.aborted).toBe(true);
  expect(worker.committable).toBeUndefined();
});

/** Lets everything run that is ready to. */
const turns = () => new Promise((resolve) => setImmediate(resolve));
