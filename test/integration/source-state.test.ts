import { afterEach, expect, it } from '@jest/globals';
import { CompressionTypes, type Consumer, type ConsumerConfig } from 'kafkajs';
import { openPartition } from '../../consumers/bridge/partition.ts';
import { Window } from '../../consumers/bridge/window.ts';
import type { PartitionState } from '../../consumers/bridge/source.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { createClient } from '../../infra/kafka/kafkajs/client.ts';
import { connectionOf } from '../../infra/kafka/kafkajs/connection.ts';
import { stages } from '../consumers/bridge/stages.ts';
import { eventually } from '../eventually.ts';
import { reasonsOf } from '../reasons-of.ts';
import { plainKafka } from '../plain-kafka.ts';
import { faultySockets } from './faulty-sockets.ts';
import { client, createTopic } from './kafka-edge/topic.ts';
import { silent } from './watch.ts';

/** What a source on real brokers says about itself. */
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => void (await Promise.all(stops.splice(0).map((stop) => stop()))));

/** A source of a topic; each record is settled once `gate` lets it, and planned in no time. */
function open(topic: string, gate: () => Promise<void> = async () => undefined, through = client) {
  const source = connectionOf(through).source({
    groupId: `state-of-${topic}`,
    topics: new Map([[topic, { incarnation: 1, startFrom: 'beginning' }]]),
    log: silent,
    commitEveryMs: 100,
    onCrash: () => undefined,
  });
  stops.push(() => source.stop(5_000));
  const start = () =>
    source.start(() =>
      openPartition({
        ...stages({ dispatch: gate }),
        // Whatever is in flight, the next record waits.
        window: new Window({ records: 1, span: 100, bytes: 1_000 }),
      }),
    );
  const partition = (number: number): PartitionState | undefined =>
    source.state.partitions.find((state) => state.partition === number);
  return { source, start, partition };
}

async function write(topic: string, partition: number, values: readonly (string | Buffer)[]): Promise<void> {
  const producer = plainKafka().producer();
  await producer.connect();
  const messages = values.map((value) => ({ partition, value }));
  await producer.send({ topic, compression: CompressionTypes.GZIP, messages });
  await producer.disconnect();
}

it('joins, then reads, and says what is in flight, paused and committed', async () => {
  const topic = await createTopic('state', 1);
  const gate = Promise.withResolvers<void>();
  const { source, start, partition } = open(topic, () => gate.promise);
  expect(source.state).toMatchObject({ phase: 'joining', partitions: [] });
  await start();
  expect(source.state).toMatchObject({ phase: 'reading', partitions: [{ topic, partition: 0 }] });

  const before = Date.now();
  await write(topic, 0, ['one', 'two']);
  const held = await eventually(() => (partition(0)?.pausedSince === undefined ? undefined : partition(0)));
  expect(held).toMatchObject({ inFlight: 1, committed: undefined, problem: undefined });
  expect(held.pausedSince).toBeGreaterThanOrEqual(before);

  gate.resolve();
  await eventually(() => partition(0)?.committed === 2n);
  expect(partition(0)).toMatchObject({ inFlight: 0, pausedSince: undefined });
});

it('is paused while it drains, rather than fetched again and again', async () => {
  const topic = await createTopic('state-drain', 1);
  const gate = Promise.withResolvers<void>();
  const consumers: Consumer[] = [];
  const seen = Object.assign(Object.create(client) as typeof client, {
    consumer: (config: ConsumerConfig) => {
      const consumer = client.consumer(config);
      consumers.push(consumer);
      return consumer;
    },
  });
  const { source, start, partition } = open(topic, () => gate.promise, seen);
  await start();
  await write(topic, 0, ['one']);
  await eventually(() => partition(0)?.inFlight === 1);
  const stopped = source.stop(30_000);
  await write(topic, 0, ['two']);
  await eventually(() => consumers.some((consumer) => consumer.paused().some((at) => at.topic === topic)));
  gate.resolve();
  expect(await stopped).toEqual({ drained: true });
});

it('is not ready while the brokers say nothing, though no connection ends, and is once they do', async () => {
  const topic = await createTopic('state-silence', 1);
  const sockets = faultySockets();
  const { source, start } = open(topic, undefined, createClient(loadConfig().kafka, silent, sockets));
  await start();
  const reasons = () => reasonsOf(source);
  expect(reasons()).toEqual([]);
  sockets.silence();
  const [reason] = await eventually(() => (reasons().length > 0 ? reasons() : undefined));
  expect(reason).toMatch(/^Kafka gives no answer, for \d+ s$/);
  sockets.restore();
  await eventually(() => reasons().length === 0);
});
