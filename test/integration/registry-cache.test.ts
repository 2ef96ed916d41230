import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import { loadConfig } from '../../infra/settings/config.ts';
import { createCodec, type Codec } from '../../schemas/bridge/codec.ts';
import { frame } from '../../schemas/bridge/frame.ts';
import { OrderApproved, OrderPlaced } from '../../schemas/generated/orders.ts';
import { recordType, type RecordSchema } from '../../schemas/bridge/record-type.ts';
import { connectRegistry, RegistryError } from '../../schemas/bridge/registry.ts';
import { schemaRegistrar } from '../corpus/register.ts';
import { eventually } from '../eventually.ts';
import { anOrder } from '../orders.ts';
import { openProxy } from '../tcp-proxy.ts';

/** What is remembered of a real registry's answers, and for how long; a proxy counts the questions. */
const UNKNOWN_ID = 76_543_210;
const approved = { orderId: 'o-1', approvedBy: 'kim', approvedAt: 1 };
const avroOf = (schema: RecordSchema) =>
  avro.Type.forSchema(structuredClone(schema) as unknown as avro.Schema);
const body = avroOf(OrderApproved.schema).toBuffer(approved);

let registryUrl: string;
let proxy: Awaited<ReturnType<typeof openProxy>>;
/** GET requests that came, each in one packet as small ones do. */
let requests: number;
beforeEach(async () => {
  registryUrl = loadConfig().registry.url;
  requests = 0;
  proxy = await openProxy(new URL(registryUrl).host, undefined, (bytes) => {
    requests += bytes.toString('latin1').split('GET /').length - 1;
  });
});
afterEach(() => proxy.close());

const proxyUrl = () => `http://${proxy.address}${new URL(registryUrl).pathname}`;

const open = (unknownForMs?: number): Codec =>
  createCodec(connectRegistry({ url: proxyUrl(), timeoutMs: 3_000, ...(unknownForMs && { unknownForMs }) }), [
    OrderApproved,
  ]);

const register = (text = JSON.stringify(OrderApproved.schema), references?: object[]) =>
  schemaRegistrar(registryUrl)({ text }, references);

it('a burst of records with one new schema asks once', async () => {
  const codec = open();
  const id = await register();
  const decoded = await Promise.all(Array.from({ length: 100 }, () => codec.decode(frame(id, body))));
  expect(decoded.filter(({ kind }) => kind === 'decoded')).toHaveLength(100);
  expect(requests).toBe(1);
});

describe('while the registry is down', () => {
  it('records of known schemas are decoded, new ones wait until it is back', async () => {
    const codec = open();
    const known = await register();
    const other = await register(JSON.stringify({ ...OrderApproved.schema, doc: 'Another one.' }));
    await codec.decode(frame(known, body));
    proxy.cut();
    expect(await codec.decode(frame(known, body))).toMatchObject({ value: approved });
    await expect(codec.decode(frame(other, body))).rejects.toBeInstanceOf(RegistryError);
    proxy.restore();
    expect(await codec.decode(frame(other, body))).toMatchObject({ value: approved });
  });

  it('an id that was unknown is no longer said to be, for it may have come since', async () => {
    const codec = open(1);
    expect(await codec.decode(frame(UNKNOWN_ID, body))).toMatchObject({ reason: 'unknown-schema' });
    proxy.cut();
    await eventually(async () => {
      const answer = await codec.decode(frame(UNKNOWN_ID, body)).catch((error: unknown) => error);
      return answer instanceof RegistryError;
    });
  });
});

it('an id that the registry does not know is asked for once within the short life of that answer', async () => {
  const codec = open(60_000);
  for (let turn = 0; turn < 3; turn += 1) {
    expect(await codec.decode(frame(UNKNOWN_ID, body))).toMatchObject({ reason: 'unknown-schema' });
  }
  expect(requests).toBe(1);
});

it('and asked for again after it', async () => {
  const codec = open(1);
  await eventually(async () => {
    await codec.decode(frame(UNKNOWN_ID, body));
    return requests >= 2;
  });
});

it('that a schema is not Avro, or none that can be read, is asked for once', async () => {
  const codec = open(1);
  const json = {
    text: '{"$schema":"http://json-schema.org/draft-07/schema#","type":"object"}',
    type: 'JSON',
  } as const;
  const ids = [await schemaRegistrar(registryUrl)(json), await register(tooLarge())];
  for (const id of [...ids, ...ids]) await codec.decode(frame(id, body));
  expect(await codec.decode(frame(ids[0]!, body))).toMatchObject({ reason: 'not-avro' });
  expect(await codec.decode(frame(ids[1]!, body))).toMatchObject({ reason: 'incompatible-schema' });
  expect(requests).toBe(2);
});

const tooLarge = () => JSON.stringify({ ...OrderApproved.schema, doc: 'x'.repeat(5_000_000) });

describe('a schema that refers to others', () => {
  it('is read with them', async () => {
    const registrar = schemaRegistrar(registryUrl);
    const base = {
      type: 'record',
      name: 'Extra',
      namespace: 'orders.v1',
      fields: [{ name: 'note', type: 'string' }],
    };
    await registrar({ text: JSON.stringify(base) });
    const references = [{ name: 'orders.v1.Extra', subject: registrar.lastSubject(), version: 1 }];
    const fields = [...OrderApproved.schema.fields, { name: 'extra', type: 'orders.v1.Extra' }];
    const id = await registrar({ text: JSON.stringify({ ...OrderApproved.schema, fields }) }, references);
    const bytes = frame(id, Buffer.concat([body, Buffer.from([4, 0x68, 0x69])]));
    expect(await open().decode(bytes)).toMatchObject({ kind: 'decoded', value: approved });
  });
});

it.each([
  ['older', OrderPlaced],
  ['newer', recordType(evolved(OrderPlaced.schema))],
])('versions of an order interleave, and all arrive as the %s one that is read here', async (_, reader) => {
  const older = OrderPlaced.schema;
  const newer = evolved(older);
  const order = { ...anOrder(), channel: 'fax' };
  const codec = createCodec(connectRegistry({ url: proxyUrl() }), [reader]);
  const [olderId, newerId] = [await register(JSON.stringify(older)), await register(JSON.stringify(newer))];
  const { channel, ...plain } = order;
  const expected =
    reader === OrderPlaced
      ? [plain, plain]
      : [
          { ...plain, channel: 'web' },
          { ...plain, channel },
        ];
  for (let turn = 0; turn < 3; turn += 1) {
    const events = [
      await codec.decode(frame(olderId, avroOf(older).toBuffer(order))),
      await codec.decode(frame(newerId, avroOf(newer).toBuffer(order))),
    ];
    expect(events).toEqual(
      expected.map((value) => ({ kind: 'decoded', type: reader, value, weight: expect.any(Number) })),
    );
  }
});

it('two versions of a type are written under an id each', async () => {
  const codec = createCodec(connectRegistry({ url: proxyUrl() }), [OrderPlaced]);
  const topic = `versions-${Date.now()}`;
  const newer = recordType<object>(evolved(OrderPlaced.schema));
  const order = anOrder();
  const bytes = [
    await codec.encode(topic, OrderPlaced, order),
    await codec.encode(topic, newer, { ...order, channel: 'fax' }),
  ];
  expect(new Set(bytes.map((one) => one.readInt32BE(1))).size).toBe(2);
  for (const one of bytes) expect(await codec.decode(one)).toMatchObject({ value: order });
});

function evolved({ fields, ...schema }: RecordSchema): RecordSchema {
  return { ...schema, fields: [...fields, { name: 'channel', type: 'string', default: 'web' }] };
}
