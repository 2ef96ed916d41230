import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { startBridge } from '../../consumers/bridge/bridge.ts';
import { createDispatch } from '../../consumers/bridge/dispatch.ts';
import { headerText } from '../../consumers/bridge/inbound-record.ts';
import type { Settlement } from '../../consumers/bridge/settle.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectKafka, inspectCluster } from '../../infra/kafka/client.ts';
import { createRecordProducer, type RecordProducer } from '../../infra/kafka/producer.ts';
import { deadLettersTo } from '../../infra/kafka/write-dead-letter.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { deadLetterTopic } from '../../consumers/bridge/dead-letter.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { eventually } from '../eventually.ts';
import { CORPUS, corpusRoutes } from '../corpus/corpus.ts';
import { Specimen } from '../corpus/specimen.ts';
import { schemaRegistrar } from '../corpus/register.ts';
import { silent } from './watch.ts';
import { plainKafka } from '../plain-kafka.ts';

/** The corpus through a running bridge: from a topic, past a real registry, to Temporal or to the dead letters. */
const TOPIC = 'corpus.specimens';
const INDEX = 'corpus-index';
/** Schemas that registries refuse cannot come this way, nor can a record that a broker does not take. */
const MAX_RECORD_BYTES = 900_000;
const config = loadConfig();
const kafka = connectKafka(config.kafka, silent);
const settled = new Map<string, Settlement>();
const heldUp: unknown[] = [];
const SENDABLE = [...CORPUS.entries()].filter(
  ([, { schema, value }]) => !schema?.refused && (value(1)?.length ?? 0) <= MAX_RECORD_BYTES,
);
const codec = createCodec(connectRegistry(config.registry), [Specimen]);
const EMPTY = {
  ...Object.fromEntries(
    Specimen.schema.fields.map((field) => [field.name, structuredClone(field['default'])]),
  ),
  price: Buffer.alloc(0),
};
let client: Client;
let producer: RecordProducer;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const admin = plainKafka().admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: [TOPIC, deadLetterTopic(TOPIC)].map((topic) => ({
      topic,
      numPartitions: 1,
      configEntries: [{ name: 'max.message.bytes', value: String(8 * 1024 * 1024) }],
    })),
  });
  await admin.disconnect();
  client = await connectTemporal(config.temporal);
  producer = createRecordProducer(kafka);
  const routes = corpusRoutes();
  const source = kafka.source({
    groupId: `corpus-${randomUUID()}`,
    topics: new Map(routes.map(({ topic, incarnation }) => [topic, { incarnation, startFrom: 'end' }])),
    log: silent,
    onCrash: (cause) => heldUp.push(cause),
  });
  stops.push(
    () => source.stop(10_000),
    () => producer.close(),
    () => client.connection.close(),
  );
  const dispatch = createDispatch({ client: client.workflow });
  await startBridge({
    routes,
    source,
    codec: createCodec(
      connectRegistry(config.registry),
      routes.map(({ type }) => type),
    ),
    // On a queue of their own, these workflows are nobody's work.
    dispatch: (command, event, signal) =>
      dispatch('taskQueue' in command ? { ...command, taskQueue: 'corpus' } : command, event, signal),
    writeDeadLetter: deadLettersTo(producer, () => undefined),
    cluster: (await inspectCluster(kafka, config.kafka, [])).clusterId,
    onSettled: ({ headers }, _, outcome) => settled.set(headerText(headers, INDEX) ?? '', outcome),
    onHeldUp: (_, cause) => heldUp.push(cause),
  });

  const register = schemaRegistrar(config.registry.url);
  for (const [index, { topic, key, schema, headers = {}, value }] of SENDABLE) {
    const bytes = value(schema ? await register(schema) : 1);
    await producer.send({ topic, key, value: bytes, headers: { ...headers, [INDEX]: String(index) } });
  }
  await eventually(() => settled.size === SENDABLE.length);
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

describe('each record ends as the list says', () => {
  it.each(SENDABLE.map(([index, { row, name, expected }]) => [row, name, expected, index] as const))(
    '%i %s',
    (_, __, expected, index) => {
      const outcome = settled.get(String(index));
      expect(expected).toContain(ended(outcome));
    },
  );
});

/** What only Kafka and Temporal can show: an event larger than Temporal takes, and a record with very many headers. */
it.each([
  ['47 a payload of more than 2 MiB', { text: 'x'.repeat(2 * 1024 * 1024) }, {}, 'oversize'],
  [
    '49 10,000 headers',
    {},
    Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`h${n}`, 'v'])),
    'taken',
  ],
])('%s', async (name, fields, headers, expected) => {
  const id = randomUUID();
  const value = await codec.encode(TOPIC, Specimen, { ...EMPTY, id, ...fields });
  await producer.send({ topic: TOPIC, key: Buffer.from(id), value, headers: { ...headers, [INDEX]: name } });
  expect(ended(await eventually(() => settled.get(name)))).toBe(expected);
});

it('nothing failed with an unexpected error, and nearly all of the list came this way', () => {
  expect(heldUp).toEqual([]);
  expect(SENDABLE.length).toBeGreaterThan(CORPUS.length * 0.9);
});

function ended(settlement: Settlement | undefined): string | undefined {
  switch (settlement?.kind) {
    case 'rejected':
      return settlement.reason;
    case 'ignored':
      return 'ignored';
    case 'delivered':
    case 'duplicate':
      return 'taken';
    case undefined:
      return undefined;
  }
}
