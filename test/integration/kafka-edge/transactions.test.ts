import { afterEach, describe, expect, it } from '@jest/globals';
import type { Producer, Transaction } from 'ktb-kafkajs';
import type { RecordSource } from '../../../consumers/bridge/source.ts';
import { positionsOf } from '../../../infra/kafka/positions.ts';
import { lagOf } from '../../../infra/observe/lag.ts';
import { TestWorker } from '../../conformance/test-worker.ts';
import { eventually } from '../../eventually.ts';
import { silent } from '../watch.ts';
import { beginAt, client, createTopic, kafka, readTopic, type Read } from './topic.ts';

/** What a reader of committed records gets of logs with transactions, as Kafka's Java client does. */
const open: Producer[] = [];
const sources: RecordSource[] = [];
afterEach(async () => {
  for (const source of sources.splice(0)) await source.stop(5_000);
  for (const producer of open.splice(0)) await producer.disconnect();
});

async function transactional(name: string): Promise<Producer> {
  const producer = client.producer({ transactionalId: name, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  open.push(producer);
  return producer;
}

const put = (to: Producer | Transaction, topic: string, value: string, key: Buffer | string = value) =>
  to.send({ topic, messages: [{ key, value, partition: 0 }] });

const valuesOf = (read: readonly Read[]) => read.map(({ message }) => message.value!.toString());

const hasCome = (value: string) => (read: readonly Read[]) => valuesOf(read).includes(value);

/** Two transactions overlap, and the one that began first ends last: both abort. */
async function abortOverlapping(topic: string, key?: Buffer): Promise<void> {
  const first = await (await transactional(`${topic}-first`)).transaction();
  const second = await (await transactional(`${topic}-second`)).transaction();
  await put(first, topic, 'aborted-first', key);
  await put(second, topic, 'aborted-second', key);
  await put(first, topic, 'aborted-first-again', key);
  await second.abort();
  await put(first, topic, 'aborted-first-at-last', key);
  await first.abort();
}

async function commit(topic: string, value: string): Promise<void> {
  const good = await (await transactional(`${topic}-${value}`)).transaction();
  await put(good, topic, value);
  await good.commit();
}

it('K1: nothing of two transactions that overlap and abort', async () => {
  const topic = await createTopic('overlapping', 1);
  await abortOverlapping(topic);
  await commit(topic, 'committed');
  expect(valuesOf(await readTopic(topic, hasCome('committed')))).toEqual(['committed']);
});

it('nothing of them either if their keys look like the key of a marker', async () => {
  const topic = await createTopic('marker-keys', 1);
  await abortOverlapping(topic, Buffer.alloc(4));
  await commit(topic, 'committed');
  expect(valuesOf(await readTopic(topic, hasCome('committed')))).toEqual(['committed']);
});

it('nothing of them to a reader that begins inside them', async () => {
  const topic = await createTopic('begun-inside', 1);
  await abortOverlapping(topic);
  await commit(topic, 'committed');
  await beginAt(topic, 0, '2');
  expect(valuesOf(await readTopic(topic, hasCome('committed')))).toEqual(['committed']);
});

it('a reader of the log ends behind records that were all aborted', async () => {
  const topic = await createTopic('only-aborted', 1);
  await abortOverlapping(topic);
  const offsets: bigint[] = [];
  await kafka.readLog({ topic, onRecord: ({ offset }) => void offsets.push(offset) });
  expect(offsets).toEqual([]);
});

it('a reader of the log ends before a transaction that stays open', async () => {
  const topic = await createTopic('open', 1);
  await commit(topic, 'committed');
  const hung = await (await transactional(`${topic}-hung`)).transaction();
  await put(hung, topic, 'not decided');
  const values: string[] = [];
  await kafka.readLog({ topic, onRecord: ({ value }) => void values.push(value!.toString()) });
  expect(values).toEqual(['committed']);
  await hung.commit();
});

describe('K3: a transaction that stays open, and records behind it', () => {
  const BEHIND = 50;

  async function hang(topic: string): Promise<Transaction> {
    const hung = await (await transactional(`${topic}-hung`)).transaction();
    await put(hung, topic, 'hung');
    await sendPlain(topic, BEHIND);
    return hung;
  }

  const sendPlain = async (topic: string, count: number) => {
    const sender = await kafka.openSender();
    const record = (n: number) => ({ topic, key: null, value: Buffer.from(`behind-${n}`), headers: {} });
    const records = Array.from({ length: count }, (_, n) => record(n));
    await sender.send({ topic, partition: 0 }, records, { isCompressed: false });
    await sender.close();
  };

  const lagIn = async (topic: string, groupId: string) =>
    (await positionsOf(kafka, groupId, [{ topic, partition: 0 }])).map(lagOf)[0];

  function openSource(topic: string, groupId: string) {
    const worker = new TestWorker();
    const source = kafka.source({
      groupId,
      topics: new Map([[topic, { incarnation: 1, startFrom: 'beginning' }]]),
      log: silent,
      commitEveryMs: 50,
      onCrash: () => undefined,
    });
    sources.push(source);
    return { worker, source, start: () => source.start(() => worker) };
  }

  it('are the lag, the partition says what it waits for, and they come once it has ended', async () => {
    const topic = await createTopic('hung', 1);
    const hung = await hang(topic);
    const { worker, source, start } = openSource(topic, topic);
    await start();
    const problem = await eventually(() => source.state.partitions[0]?.problem);
    expect(problem).toMatchObject({
      kind: 'open-transaction',
      message: expect.stringContaining('transaction at offset 0, 51 offsets follow'),
    });
    expect(worker.taken).toEqual([]);
    expect(await lagIn(topic, topic)).toMatchObject({ records: 51, open: 51 });

    await hung.commit();
    await eventually(() => worker.taken.length === BEHIND + 1);
    worker.settle();
    await eventually(() => source.state.partitions[0]?.problem === undefined);
    // The marker at the end of the transaction is no record, and no lag.
    await eventually(async () => (await lagIn(topic, topic))?.records === 0);
  });

  it('a group that was reset to the end goes on there', async () => {
    const topic = await createTopic('reset-to-latest', 1);
    const hung = await hang(topic);
    await kafka.groups.commit(topic, [{ topic, partition: 0, offset: 51n }]);
    const { worker, source, start } = openSource(topic, topic);
    await start();
    expect(source.state.phase).toBe('reading');
    await hung.commit();
    await sendPlain(topic, 1);
    await eventually(() => worker.taken.length > 0);
    expect(worker.values).toEqual(['behind-0']);
  });
});
