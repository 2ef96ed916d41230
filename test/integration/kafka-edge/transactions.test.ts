import { afterEach, expect, it } from '@jest/globals';
import type { Producer, Transaction } from 'ktb-kafkajs';
import { beginAt, client, createTopic, kafka, readTopic, type Read } from './topic.ts';

/** What a reader of committed records gets of logs with transactions, as Kafka's Java client does. */
const open: Producer[] = [];
afterEach(async () => {
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
