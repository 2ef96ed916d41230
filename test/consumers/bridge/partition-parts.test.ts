import { expect, it } from '@jest/globals';
import { ignore, signal, type Command } from '../../../consumers/bridge/command.ts';
import type { InboundRecord } from '../../../consumers/bridge/inbound-record.ts';
import { openPartition } from '../../../consumers/bridge/partition.ts';
import { aRecord } from './record.ts';
import { stages } from './stages.ts';

const at = (offset: bigint, about: Partial<InboundRecord> = {}) => aRecord({ offset, ...about });

/** In which order records are dispatched, the first of them last of all if it is let go only at the end. */
async function order(todo: (record: InboundRecord) => Command, records: readonly InboundRecord[]) {
  const gate = Promise.withResolvers<void>();
  const done: bigint[] = [];
  const worker = openPartition(
    stages({
      decode: async (record) => todo(record),
      async dispatch({ offset }) {
        if (offset === records[0]!.offset) await gate.promise;
        done.push(offset);
      },
    }),
  );
  for (const record of records) await worker.offer(record);
  await turns();
  const before = [...done];
  gate.resolve();
  await worker.idle();
  return { before, done, worker };
}

it('records of one workflow wait for each other, whatever their keys are', async () => {
  const { before, done } = await order(
    () => signal('s', { workflowId: 'w', args: [] }),
    [at(1n, { key: Buffer.from('a') }), at(2n, { key: Buffer.from('b') })],
  );
  expect([before, done]).toEqual([[], [1n, 2n]]);
});

it('records of two workflows do not, whatever their key is', async () => {
  const { before } = await order(
    ({ offset }) => signal('s', { workflowId: `w-${offset}`, args: [] }),
    [at(1n), at(2n)],
  );
  expect(before).toEqual([2n]);
});

it('records that go to no workflow keep the order of their key', async () => {
  const records = [at(1n), at(2n), at(3n, { key: Buffer.from('other') }), at(4n, { key: null })];
  const { before, done } = await order(() => ignore('test'), records);
  expect([before, done]).toEqual([
    [3n, 4n],
    [3n, 4n, 1n, 2n],
  ]);
});

it('a record is settled before it is passed, and tried again until it is', async () => {
  let failures = 2;
  const settled: string[] = [];
  const worker = openPartition({
    ...stages(),
    async settle({ record }, { kind }) {
      failures -= 1;
      if (failures >= 0) throw new Error('no broker');
      settled.push(`${record.offset} ${kind}`);
    },
  });
  await worker.offer(at(1n));
  await turns();
  expect([worker.committable, worker.inFlight]).toEqual([undefined, 1]);
  await worker.idle();
  expect([worker.committable, worker.inFlight]).toEqual([2n, 0]);
  expect(settled).toEqual(['1 delivered']);
});

it('what holds no record is passed with what is in front of it', async () => {
  const { worker } = await order(() => ignore('test'), [at(1n)]);
  worker.skip(5n);
  expect(worker.committable).toBe(6n);
});

it('a record that comes again after it was taken is decoded again', async () => {
  let asked = 0;
  const worker = openPartition(
    stages({
      async decode() {
        asked += 1;
        return ignore('test');
      },
    }),
  );
  await worker.offer(at(1n));
  await worker.idle();
  await worker.offer(at(1n));
  await worker.idle();
  expect(asked).toBe(2);
});

it('once lost, a failure of what was under way holds nothing up', async () => {
  const heldUp: unknown[] = [];
  const gate = Promise.withResolvers<void>();
  const worker = openPartition({
    ...stages({ dispatch: () => gate.promise }),
    onHeldUp: (_, cause) => heldUp.push(cause),
  });
  await worker.offer(at(1n));
  worker.close();
  gate.reject(new Error('aborted'));
  await worker.idle();
  expect(heldUp).toEqual([]);
});

/** Lets everything run that is ready to. */
const turns = () => new Promise((resolve) => setImmediate(resolve));
