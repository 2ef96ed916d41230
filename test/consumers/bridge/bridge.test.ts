import { expect, it } from '@jest/globals';
import { startBridge, type BridgeParts } from '../../../consumers/bridge/bridge.ts';
import { signal } from '../../../consumers/bridge/command.ts';
import type { OutboundRecord } from '../../../consumers/bridge/dead-letter.ts';
import type { PartitionParts } from '../../../consumers/bridge/partition.ts';
import { route } from '../../../consumers/bridge/route.ts';
import type { PartitionWorker, RecordSource } from '../../../consumers/bridge/source.ts';
import { rejected } from '../../../schemas/bridge/rejected.ts';
import { recordType } from '../../../schemas/bridge/record-type.ts';
import { aRecord } from './record.ts';

const Any = recordType<object>({ type: 'record', name: 'Any', namespace: 'test.v1', fields: [] });

/** A bridge whose source has one partition, and what becomes of its records. */
async function bridge(about: Partial<BridgeParts> = {}) {
  const dispatched: unknown[] = [];
  const letters: OutboundRecord[] = [];
  let opened: PartitionWorker | undefined;
  const source = {
    start: async (open: (partition: never) => PartitionWorker) => void (opened = open(undefined as never)),
  } as unknown as RecordSource;
  await startBridge({
    source,
    routes: [route('t', Any, () => signal('s', { workflowId: 'w', args: [] }))],
    codec: {
      decode: async (bytes) =>
        String(bytes) === 'bad'
          ? rejected('decode', 'not-framed', 'bad')
          : { kind: 'decoded', type: Any, value: {} },
    },
    async dispatch(todo, { id }) {
      dispatched.push([id, todo]);
      return 'reason' in todo && todo.kind === 'rejected' ? todo : { kind: 'delivered' };
    },
    writeDeadLetter: async (letter) => void letters.push(letter),
    cluster: 'c',
    ...about,
  });
  return { worker: opened!, dispatched, letters };
}

it('a record is decoded, routed, dispatched and settled', async () => {
  const settled: unknown[] = [];
  const { worker, dispatched, letters } = await bridge({
    onSettled: ({ offset }, name, { kind }) => settled.push([offset, name, kind]),
  });
  await worker.offer(aRecord({ topic: 't', partition: 0, offset: 1n }));
  await worker.offer(aRecord({ topic: 't', partition: 0, offset: 2n, value: Buffer.from('bad') }));
  await worker.idle();
  expect(dispatched[0]).toEqual(['c/t@1/0/1', signal('s', { workflowId: 'w', args: [] })]);
  expect(settled).toEqual([
    [1n, 't/test.v1.Any', 'delivered'],
    [2n, 't', 'rejected'],
  ]);
  expect(letters).toMatchObject([{ topic: 't.dlq', headers: { ktb_reason: 'not-framed' } }]);
  expect(worker.committable).toBe(3n);
});

it('a partition knows what to call when a record is held up', async () => {
  let parts: PartitionParts | undefined;
  const onHeldUp = () => undefined;
  const partition = (given: PartitionParts) => {
    parts = given;
    return {} as PartitionWorker;
  };
  await bridge({ partition, onHeldUp });
  expect(parts?.onHeldUp).toBe(onHeldUp);
});
