import { describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import { createCodec, InvalidRecordError } from '../../../schemas/bridge/codec.ts';
import { frame } from '../../../schemas/bridge/frame.ts';
import { OrderApproved, OrderPlaced } from '../../../schemas/generated/orders.ts';
import { recordType, type RecordSchema } from '../../../schemas/bridge/record-type.ts';
import type { Registry } from '../../../schemas/bridge/registry.ts';
import type { WriterSchema } from '../../../schemas/bridge/writer-schemas.ts';
import { anOrder } from '../../orders.ts';

const approved: OrderApproved = { orderId: 'o-1', approvedBy: 'kim', approvedAt: 1_767_225_600_000 };

/** A registry of which this test is the author. */
function registryOf(schemas: Record<number, WriterSchema>): Registry {
  return { writerSchema: async (id) => schemas[id] ?? 'unknown-schema', register: async () => 7 };
}

const typeOf = (schema: object) => avro.Type.forSchema(structuredClone(schema) as avro.Schema);
const approvedType = typeOf(OrderApproved.schema);
const codec = createCodec(registryOf({ 7: approvedType, 8: 'not-avro', 9: 'unusable-schema' }), [
  OrderApproved,
]);

describe('what is encoded', () => {
  it('decodes to plain data that is equal', async () => {
    const bytes = await codec.encode('orders.approvals', OrderApproved, approved);
    expect(await codec.decode(bytes)).toEqual({
      kind: 'decoded',
      type: OrderApproved,
      value: approved,
      weight: expect.any(Number),
    });
  });

  it('is refused with the names of the wrong fields, and not their values', async () => {
    const wrong = { ...approved, approvedAt: 'secret' } as never;
    const refusal = await codec
      .encode('orders.approvals', OrderApproved, wrong)
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(InvalidRecordError);
    expect(String(refusal)).toContain('approvedAt');
    expect(String(refusal)).not.toContain('secret');
  });

  it('may leave out fields that have a default', async () => {
    const writer = createCodec(registryOf({ 7: typeOf(OrderPlaced.schema) }), [OrderPlaced]);
    const { requiresApproval: _, ...order } = anOrder();
    const bytes = await writer.encode('orders.placed', OrderPlaced, order as OrderPlaced);
    const decoded = await writer.decode(bytes);
    expect(decoded).toMatchObject({ value: { orderId: 'o-1', requiresApproval: true } });
  });
});

describe('bytes that are no record give a reason', () => {
  const body = approvedType.toBuffer(approved);
  it.each([
    ['nothing', Buffer.alloc(0), 'not-framed'],
    ['one byte', Buffer.from([0]), 'not-framed'],
    ['four bytes', Buffer.from([0, 0, 0, 0]), 'not-framed'],
    ['a magic byte that is not 0', Buffer.concat([Buffer.from([1, 0, 0, 0, 7]), body]), 'not-framed'],
    ['JSON text', Buffer.from('{"orderId":"o-1"}'), 'not-framed'],
    ['an id that the registry does not know', frame(1, body), 'unknown-schema'],
    ['the id of a schema of another kind', frame(8, body), 'not-avro'],
    ['the id of a schema that cannot be read', frame(9, body), 'incompatible-schema'],
    ['an id and no body', frame(7, Buffer.alloc(0)), 'undecodable'],
    ['half a body', frame(7, body.subarray(0, body.length - 1)), 'undecodable'],
    ['a body with something behind it', frame(7, Buffer.concat([body, Buffer.from([0])])), 'undecodable'],
    ['a string of negative length', frame(7, Buffer.from([1])), 'undecodable'],
    ['a string longer than the body', frame(7, Buffer.from([0xfe, 0xff, 0xff, 0xff, 0x0f])), 'undecodable'],
  ])('%s', async (_, bytes, reason) => {
    expect(await codec.decode(bytes)).toMatchObject({ kind: 'rejected', stage: 'decode', reason });
  });

  it('a record type that no route takes', async () => {
    const reader = createCodec(registryOf({ 7: approvedType }), [OrderPlaced]);
    expect(await reader.decode(frame(7, body))).toMatchObject({ kind: 'rejected', reason: 'no-route' });
  });
});

describe('versions of a record', () => {
  const withField = (field: object): RecordSchema => {
    const { fields, ...schema } = structuredClone(OrderApproved.schema);
    return { ...schema, fields: [...fields, field as never] };
  };
  const newer = typeOf(withField({ name: 'channel', type: 'string', default: 'web' }));

  it('a newer one arrives in the shape that is read here', async () => {
    const reader = createCodec(registryOf({ 5: newer, 7: approvedType }), [OrderApproved]);
    const bytes = frame(5, newer.toBuffer({ ...approved, channel: 'phone' }));
    expect(await reader.decode(bytes)).toMatchObject({ value: approved });
  });

  it('an older one arrives with the default of the field that it lacks', async () => {
    const Newer = recordType(withField({ name: 'channel', type: 'string', default: 'web' }));
    const reader = createCodec(registryOf({ 7: approvedType }), [Newer]);
    expect(await reader.decode(frame(7, approvedType.toBuffer(approved)))).toMatchObject({
      value: { ...approved, channel: 'web' },
    });
  });

  it('one that does not resolve is named incompatible', async () => {
    const { fields, ...schema } = structuredClone(OrderApproved.schema);
    const other = typeOf({ ...schema, fields: fields.map((field) => ({ ...field, type: 'boolean' })) });
    const reader = createCodec(registryOf({ 6: other }), [OrderApproved]);
    expect(await reader.decode(frame(6, Buffer.from([1, 1, 1])))).toMatchObject({
      reason: 'incompatible-schema',
    });
  });
});

it('a registry that gives no answer is an outage, not a bad record', async () => {
  const down: Registry = { ...registryOf({}), writerSchema: () => Promise.reject(new Error('down')) };
  await expect(createCodec(down, [OrderApproved]).decode(frame(7, Buffer.alloc(0)))).rejects.toThrow('down');
});

it('a registration that failed is repeated for the next record', async () => {
  let calls = 0;
  const register = async () => {
    calls += 1;
    if (calls === 1) throw new Error('down');
    return 7;
  };
  const writer = createCodec({ ...registryOf({}), register }, []);
  await expect(writer.encode('orders.approvals', OrderApproved, approved)).rejects.toThrow('down');
  await writer.encode('orders.approvals', OrderApproved, approved);
  await writer.encode('orders.approvals', OrderApproved, approved);
  expect(calls).toBe(2);
});
