import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import avro from 'avsc';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import { createRecordProducer } from '../../infra/kafka/producer.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { frame } from '../../schemas/bridge/frame.ts';
import { OrderPlaced } from '../../schemas/generated/orders.ts';
import { recordType } from '../../schemas/bridge/record-type.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { readEventHeader } from '../../workflows/bridge/interceptors/event-header.ts';
import { eventually } from '../eventually.ts';
import { anOrder } from '../orders.ts';
import { ktb, objects, startKtb, type Ended } from './ktb.ts';
import { silent, watch } from './watch.ts';

/** Five hundred orders whose schema the registry learns too late, and everything that can be done about them. */
const COUNT = 500;
const prefix = `dlq-${randomUUID().slice(0, 8)}`;
const idOf = (index: number) => `${prefix}-${index}`;
const env = { KTB_GROUP_ID: `dlq-${prefix}` };
const TOPIC = 'orders.placed';
const OURS = ['--reason', 'unknown-schema'];
/** OrderPlaced of a later version: one field more, with a default. */
const Later = recordType<object>({
  ...OrderPlaced.schema,
  fields: [
    ...OrderPlaced.schema.fields,
    { name: `channel${prefix.slice(4)}`, type: 'string', default: 'web' },
  ],
});

const config = loadConfig();
const registry = connectRegistry(config.registry);
let client: Client;
let schemaId: number;

const dlq = (...args: string[]) => ktb(['dlq', ...args], { env });
const counts = (ended: Ended) => objects(ended).at(-1);

async function signalIds(orderId: string): Promise<(string | undefined)[]> {
  const { events } = await client.workflow.getHandle(`order-${orderId}`).fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signaled }) =>
    signaled ? [readEventHeader(signaled.header?.fields ?? {})?.id] : [],
  );
}

beforeAll(async () => {
  client = await connectTemporal(config.temporal);
  const consumers = startKtb(['consumers'], { env });
  const seen = await watch(`${TOPIC}.dlq`);
  await consumers.says('"msg":"ready"');
  // Ids are given in turn: the next schema to be registered gets the next one.
  const marker = recordType<object>({
    type: 'record',
    name: 'Marker',
    namespace: prefix.replace('-', '_'),
    fields: [],
  });
  schemaId = (await registry.register(`${prefix}-marker`, marker)) + 1;
  const producer = createRecordProducer(connectKafka(config.kafka, silent));
  const writer = avro.Type.forSchema(structuredClone(Later.schema) as unknown as avro.Schema);
  await Promise.all(
    Array.from({ length: COUNT }, (_, index) => {
      const value = { ...anOrder({ orderId: idOf(index) }), [`channel${prefix.slice(4)}`]: 'app' };
      // Whoever forges these on an upstream topic gains nothing.
      const headers = { ktb_event_id: 'forged', ktb_replays: '99', colour: 'blue' };
      return producer.send({
        topic: TOPIC,
        key: Buffer.from(idOf(index)),
        value: frame(schemaId, writer.toBuffer(value)),
        headers,
      });
    }),
  );
  await producer.close();
  await eventually(
    () => seen.of(...Array.from({ length: COUNT }, (_, index) => idOf(index))).length === COUNT,
  );
  await seen.stop();
  await consumers.kill('SIGTERM');
});
afterAll(() => client?.connection.close());

it('`dlq list` shows and counts them, selected by reason, key and time', async () => {
  const all = await dlq('list', TOPIC, ...OURS, '--json');
  expect(objects(all)).toHaveLength(COUNT);
  expect(all.stderr).toContain(`${COUNT} dead letters: ${COUNT} unknown-schema`);
  expect(objects(await dlq('list', `${TOPIC}.dlq`, '--key', idOf(3), idOf(4), '--json'))).toHaveLength(2);
  expect(objects(await dlq('list', TOPIC, ...OURS, '--until', '1 hour', '--json'))).toEqual([]);
  const { stdout } = await dlq('list', TOPIC, '--key', idOf(3));
  expect(stdout).toMatch(new RegExp(`partition.*\\n.*unknown-schema.*${idOf(3)}`));
});

it('`dlq show` shows one whole, the headers of its record as they were', async () => {
  const [first] = objects(await dlq('list', TOPIC, '--key', idOf(7), '--json'));
  const [shown] = objects(
    await dlq('show', TOPIC, String(first!['partition']), String(first!['offset']), '--json'),
  );
  expect(shown).toMatchObject({
    key: idOf(7),
    reason: 'unknown-schema',
    replays: 0,
    headers: { colour: 'blue' },
  });
  expect(shown!['eventId']).not.toBe('forged');
  const nowhere = await dlq('show', TOPIC, '0', '999999');
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('there is no dead letter at')]);
});

it('`dlq replay --dry-run` says what would come of it, and does nothing', async () => {
  const ended = await dlq('replay', TOPIC, ...OURS, '--rate', '10000', '--dry-run', '--json');
  expect([ended.code, counts(ended)]).toEqual([1, { total: COUNT, 'would-reject': COUNT }]);
  const { stdout } = await dlq('replay', TOPIC, '--key', idOf(0), '--dry-run');
  expect(stdout).toMatch(/^1 would be replayed: 1 would-reject$/m);
  expect(objects(await dlq('list', TOPIC, ...OURS, '--json'))).toHaveLength(COUNT);
});

it('what is rejected again is kept with its replays counted, and given up at last', async () => {
  const key = ['--key', idOf(0)];
  const again = await dlq('replay', TOPIC, ...key, '--json');
  expect([again.code, counts(again)]).toEqual([1, { total: 1, rejected: 1 }]);
  const copies = objects(await dlq('list', TOPIC, ...key, '--state', 'all', '--json'));
  expect(copies.map(({ replays }) => replays)).toEqual([0, 1]);
  expect(new Set(copies.map(({ eventId }) => eventId)).size).toBe(1);
  const last = await dlq('replay', TOPIC, ...key, '--max-replays', '1');
  expect([last.code, last.stdout]).toEqual([1, expect.stringContaining('given-up')]);
});

it('500 dead letters have 500 effects once the cause is removed, and none when they are replayed again', async () => {
  expect(await registry.register(TOPIC, Later)).toBe(schemaId);
  const replay = async (...args: string[]) => {
    const ended = await dlq('replay', TOPIC, ...OURS, ...args, '--rate', '10000', '--json');
    return [ended.code, counts(ended)];
  };
  expect(await replay('--limit', '200')).toEqual([0, { total: 200, applied: 200 }]);
  expect(await replay()).toEqual([0, { total: COUNT - 200, applied: COUNT - 200 }]);
  expect(await replay()).toEqual([0, { total: 0 }]);
  expect(await replay('--from-beginning')).toEqual([0, { total: COUNT, duplicate: COUNT }]);
  for (let index = 0; index < COUNT; index += 1) {
    const ids = await signalIds(idOf(index));
    // The guard drops the repetition: what counts is that it has the name of the first.
    expect(new Set(ids).size).toBe(1);
  }
});

it('a replay without a selection takes what is waiting, and nothing else', async () => {
  const waiting = objects(await dlq('list', TOPIC, '--json'));
  expect(waiting.filter(({ key }) => String(key).startsWith(prefix))).toEqual([]);
  const ended = await dlq('replay', TOPIC, '--rate', '10000', '--json');
  expect(Number(counts(ended)!['total'])).toBeLessThanOrEqual(waiting.length);
});

it('`dlq purge` deletes permanently, after a question', async () => {
  const unsure = await dlq('purge', TOPIC, '--before-offset', '1', '--partition', '0');
  expect([unsure.code, unsure.stderr]).toEqual([2, expect.stringContaining('--yes')]);
  const sure = await dlq('purge', TOPIC, '--before-offset', '1', '--partition', '0', '--yes', '--json');
  expect([sure.code, objects(sure)]).toEqual([
    0,
    [{ topic: `${TOPIC}.dlq`, partition: 0, from: 0, before: 1 }],
  ]);
  const next = await dlq('purge', TOPIC, '--before-offset', '2', '--partition', '0', '--yes');
  expect(next.stdout).toBe(`deleted from ${TOPIC}.dlq: partition 0, offsets 1 to 1\n`);
  const left = objects(await dlq('list', TOPIC, '--state', 'all', '--json'));
  expect(left.some(({ partition, offset }) => partition === 0 && offset === '0')).toBe(false);
});

it('a topic without a dead-letter topic is named', async () => {
  const ended = await dlq('list', 'orders.nowhere');
  expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining('orders.nowhere.dlq')]);
});
