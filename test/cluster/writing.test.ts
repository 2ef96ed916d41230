import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { createRecordProducer, type RecordProducer } from '../../infra/kafka/producer.ts';
import { nameOf } from '../../infra/kafka/unwritten.ts';
import { deadLettersTo } from '../../infra/kafka/write-dead-letter.ts';
import { eventually } from '../eventually.ts';
import { admin, brokers, close, create, createTopic, kafka } from './cluster.ts';

const producers: RecordProducer[] = [];
function openProducer(): RecordProducer {
  const producer = createRecordProducer(kafka);
  producers.push(producer);
  return producer;
}

beforeAll(() => admin.connect());
afterEach(() => brokers.up(1, 2, 3));
afterAll(async () => {
  await Promise.all(producers.map((producer) => producer.close()));
  await close();
});

const aRecord = (topic: string, key: string, value = 'v') => ({
  topic,
  key: Buffer.from(key),
  value: Buffer.from(value),
  headers: {},
});

/** Tries until it is written, as Temporal and the dead letters do. */
const publish = (producer: RecordProducer, topic: string, key: string) =>
  eventually(() => producer.send(aRecord(topic, key)).then(() => true));

/** Keys of all that is on a topic, in the order of each partition. */
async function keysOn(topic: string): Promise<string[]> {
  const keys: string[] = [];
  await kafka.readLog({ topic, onRecord: ({ key }) => void keys.push(String(key)) });
  return keys;
}

const namesOf = ({ unwritten }: RecordProducer) => unwritten.map(nameOf);

it('K5 of two outcome topics the one that is there is not held up by the one that was deleted, which is named', async () => {
  const [healthy, deleted] = await Promise.all([createTopic('healthy'), createTopic('deleted')]);
  const producer = openProducer();
  await Promise.all([publish(producer, healthy, 'first'), publish(producer, deleted, 'first')]);
  await admin.deleteTopics({ topics: [deleted] });

  const keys = Array.from({ length: 60 }, (_, index) => `key-${index}`);
  let waiting = keys.length;
  const held = keys.map((key) => publish(producer, deleted, key).then(() => (waiting -= 1)));
  await Promise.all(keys.map((key) => publish(producer, healthy, key)));
  expect(waiting).toBe(keys.length);
  expect(new Set(await keysOn(healthy))).toEqual(new Set(['first', ...keys]));
  await eventually(() => namesOf(producer).some((name) => name.startsWith(deleted)));
  expect(namesOf(producer).join()).not.toContain(healthy);

  await create(deleted, [[1, 2, 3]]);
  await Promise.all(held);
  expect((await keysOn(deleted)).toSorted()).toEqual(keys.toSorted());
  expect(namesOf(producer).filter((name) => name === deleted)).toEqual([]);
});

it('K5 a partition without a leader keeps only its own records waiting, in their order, and each is written once', async () => {
  const topic = await createTopic('led', [[3], [1], [2]]);
  const producer = openProducer();
  const keys = Array.from({ length: 30 }, (_, index) => `key-${index}`);
  await Promise.all(keys.map((key) => publish(producer, topic, key)));
  const partitionOf = new Map<string, number>();
  await kafka.readLog({
    topic,
    onRecord: ({ key, partition }) => void partitionOf.set(String(key), partition),
  });
  const offline = keys.filter((key) => partitionOf.get(key) === 0);
  const online = keys.filter((key) => partitionOf.get(key) !== 0);

  await brokers.kill(3);
  let waiting = offline.length;
  const held = offline.map((key) => publish(producer, topic, key).then(() => (waiting -= 1)));
  await Promise.all(online.map((key) => publish(producer, topic, key)));
  await eventually(() => namesOf(producer).includes(`${topic}/0`));
  expect(waiting).toBe(offline.length);
  expect(namesOf(producer)).toEqual([`${topic}/0`]);

  await brokers.up(3);
  await Promise.all(held);
  expect((await keysOn(topic)).toSorted()).toEqual([...keys, ...keys].toSorted());
  expect(namesOf(producer)).toEqual([]);
});

it('what waits while a leader moves is written once, in its order', async () => {
  const topic = await createTopic('moved', [[1, 2, 3]]);
  const producer = openProducer();
  const values = Array.from({ length: 300 }, (_, index) => String(index));
  const sends: Promise<void>[] = [];
  for (const [index, value] of values.entries()) {
    sends.push(producer.send(aRecord(topic, 'one-key', value)));
    if (index % 10 === 0) await sends.at(-1);
    if (index === 100)
      await admin.alterPartitionReassignments({
        topics: [{ topic, partitionAssignment: [{ partition: 0, replicas: [3, 1] }] }],
      });
  }
  await Promise.all(sends);
  const written: string[] = [];
  await kafka.readLog({ topic, onRecord: ({ value }) => void written.push(String(value)) });
  expect(written).toEqual(values);
});

it('K6 a dead-letter topic that has too few replicas in sync keeps no other from being written', async () => {
  const [short, healthy] = await Promise.all([
    createTopic('short.dlq', [[1, 3]], { 'min.insync.replicas': '2' }),
    createTopic('healthy.dlq'),
  ]);
  await brokers.kill(3);
  const retried = new Set<string>();
  const producer = openProducer();
  const write = deadLettersTo(producer, ({ topic }) => void retried.add(topic));
  const never = new AbortController();
  let isWritten = false;
  const waiting = write(aRecord(short, 'k'), never.signal).then(() => (isWritten = true));
  for (let index = 0; index < 50; index += 1) await write(aRecord(healthy, `key-${index}`), never.signal);
  await eventually(() => retried.has(short));
  expect([...retried]).toEqual([short]);
  expect(isWritten).toBe(false);
  expect(namesOf(producer)).toEqual([`${short}/0`]);

  await brokers.up(3);
  await waiting;
  // At least once: it is not known of the first attempts whether the record was written.
  expect(new Set(await keysOn(short))).toEqual(new Set(['k']));
});

it('a record that is too large is refused by itself', async () => {
  const topic = await createTopic('narrow', [[1]], { 'max.message.bytes': '10000' });
  const producer = openProducer();
  const large = producer.send(aRecord(topic, 'large', 'x'.repeat(20_000)));
  const small = Array.from({ length: 20 }, (_, index) => producer.send(aRecord(topic, `small-${index}`)));
  await expect(large).rejects.toMatchObject({ kind: 'refused' });
  await Promise.all(small);
  expect(await keysOn(topic)).toHaveLength(20);
  expect(namesOf(producer)).toEqual([]);
});
