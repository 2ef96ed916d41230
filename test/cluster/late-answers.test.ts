import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ConsumerConfig, Kafka as Client, Producer } from 'ktb-kafkajs';
import { openPartition } from '../../consumers/bridge/partition.ts';
import type { RecordSource } from '../../consumers/bridge/source.ts';
import { connectionOf } from '../../infra/kafka/kafkajs/connection.ts';
import { stages } from '../consumers/bridge/stages.ts';
import { eventually } from '../eventually.ts';
import { silent } from '../integration/watch.ts';
import { admin, client, close, create } from './cluster.ts';

/** The partition whose leader moves, and the one that stays where it is, with calls in flight. */
const [MOVES, STAYS] = [0, 1];
const IN_FLIGHT = 5;
const ROUNDS = 3;
/** So long does a broker wait for a record before it answers that there is none: longer than it takes to join again. */
const LONG_MS = 3_000;
/** An answer of so many bytes holds a record. */
const RECORD_BYTES = 10_000;

let producer: Producer;
const sources: RecordSource[] = [];

beforeAll(async () => {
  producer = client.producer();
  await Promise.all([admin.connect(), producer.connect()]);
});
afterAll(async () => {
  await Promise.all(sources.map((source) => source.stop(60_000)));
  await Promise.all([producer?.disconnect(), close()]);
});

const send = (topic: string, count: number) =>
  producer.send({
    topic,
    messages: Array.from({ length: count }, (_, index) => ({
      partition: STAYS,
      key: `key-${index}`,
      value: Buffer.alloc(RECORD_BYTES),
    })),
  });

/** The group joins again, for its topic has grown; it looks at the topic because a leader has moved. */
async function growTopic(topic: string): Promise<void> {
  await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
  await admin.alterPartitionReassignments({
    topics: [{ topic, partitionAssignment: [{ partition: MOVES, replicas: [2] }] }],
  });
}

/**
 * A source whose calls take for ever in the first generation of the group and no time from then on.
 *
 * @returns with it: what was settled, and how many answers came in a later generation than the one that asked
 */
function openSource(topic: string) {
  const settled = new Set<bigint>();
  let generation = 0;
  let since = 0;
  let lateAnswers = 0;
  /** The source's own client, but patient, and it counts its answers. */
  const patient = Object.assign(Object.create(client) as Client, {
    consumer(options: ConsumerConfig) {
      const consumer = client.consumer({ ...options, maxWaitTimeInMs: LONG_MS });
      consumer.on(consumer.events.REQUEST, ({ payload: { apiName, createdAt, size } }) => {
        if (apiName === 'Fetch' && size > RECORD_BYTES && createdAt < since) lateAnswers += 1;
      });
      return consumer;
    },
  });
  const source = connectionOf(patient).source({
    groupId: topic,
    topics: new Map([[topic, { incarnation: 1, startFrom: 'beginning' }]]),
    log: silent,
    commitEveryMs: 100,
    onCrash: () => undefined,
  });
  sources.push(source);
  const start = () =>
    source.start(({ partition }) => {
      if (partition === STAYS) generation += 1;
      if (generation > 1) since = Date.now();
      const isFirst = generation === 1;
      return openPartition(
        stages({
          async dispatch({ offset }, abort) {
            if (isFirst) await once(abort, 'abort');
            else settled.add(offset);
          },
        }),
      );
    });
  return {
    start,
    settled,
    inFlight: () => source.state.partitions.find(({ partition }) => partition === STAYS)?.inFlight,
    readsAgain: () => generation > 1 && source.state.phase === 'reading',
    lateAnswers: () => lateAnswers,
  };
}

async function committed(topic: string): Promise<string | undefined> {
  const [found] = await admin.fetchOffsets({ groupId: topic, topics: [topic] });
  return found?.partitions.find(({ partition }) => partition === STAYS)?.offset;
}

it('what is in flight when the group joins again within a fetch is neither skipped nor committed past', async () => {
  let lateAnswers = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const topic = `leader-move-${round}`;
    // Partition 0 is broker 1's, and partition 1 is broker 2's.
    await create(topic, [[1], [2]]);
    const source = openSource(topic);
    await source.start();
    await send(topic, IN_FLIGHT);
    await eventually(() => source.inFlight() === IN_FLIGHT);

    await growTopic(topic);
    await eventually(source.readsAgain);
    // Broker 2 was asked for this one by the generation before, and so answers to that.
    await send(topic, 1);
    await eventually(async () => (await committed(topic)) === String(IN_FLIGHT + 1));

    expect(source.settled).toEqual(new Set([0n, 1n, 2n, 3n, 4n, 5n]));
    lateAnswers += source.lateAnswers();
  }
  // Otherwise nothing was put to the test.
  expect(lateAnswers).toBeGreaterThan(0);
});
