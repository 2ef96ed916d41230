import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadOrdersConfig } from '../../infra/orders/settings.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { frame } from '../../schemas/bridge/frame.ts';
import { OrderApproved } from '../../schemas/generated/orders.ts';
import { recordType } from '../../schemas/bridge/record-type.ts';
import { connectRegistry, RegistryError } from '../../schemas/bridge/registry.ts';

/** The codec on a real registry: what only the registry itself can say. */
let url: string;
beforeAll(() => void (url = loadConfig().registry.url));

const body = Buffer.from([2]);
const decode = (bytes: Buffer) => createCodec(connectRegistry({ url }), [OrderApproved]).decode(bytes);

async function registerJsonSchema(): Promise<number> {
  const answer = await fetch(`${url}/subjects/a-json-schema/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({
      schemaType: 'JSON',
      schema: JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' }),
    }),
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { id: number }).id;
}

it.each([0, 0xffff_ffff, 999_999])('schema id %d does not exist, says the registry', async (id) => {
  expect(await decode(frame(id, body))).toMatchObject({ kind: 'rejected', reason: 'unknown-schema' });
});

it('the id of a JSON schema is not an Avro one', async () => {
  expect(await decode(frame(await registerJsonSchema(), body))).toMatchObject({ reason: 'not-avro' });
});

describe('a schema is registered', () => {
  const config = async (subject: string) =>
    (await (await fetch(`${url}/config/${subject}`)).json()) as { compatibilityLevel: string };

  it('by several processes at once', async () => {
    const topic = `together-${randomUUID()}`;
    const ids = await Promise.all(
      Array.from({ length: 6 }, () => connectRegistry({ url }).register(topic, OrderApproved)),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await config(`${topic}-orders.v1.OrderApproved`)).toEqual({
      compatibilityLevel: 'FULL_TRANSITIVE',
    });
  });

  it('if a process ended before it had set the compatibility', async () => {
    const topic = `interrupted-${randomUUID()}`;
    const subject = `${topic}-orders.v1.OrderApproved`;
    const answer = await fetch(`${url}/subjects/${subject}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ schema: JSON.stringify(OrderApproved.schema) }),
    });
    expect(answer.status).toBe(200);
    expect(await connectRegistry({ url }).register(topic, OrderApproved)).toBeGreaterThan(0);
    expect(await config(subject)).toEqual({ compatibilityLevel: 'FULL_TRANSITIVE' });
  });
});

describe('an outage is never taken for a bad record', () => {
  it.each([
    ['it does not listen', 'http://127.0.0.1:1'],
    ['another server answers', () => loadOrdersConfig().services.url],
  ])('%s', async (_, where) => {
    const elsewhere = connectRegistry({ url: typeof where === 'string' ? where : where(), timeoutMs: 3_000 });
    const decoding = createCodec(elsewhere, [OrderApproved]).decode(frame(1, body));
    await expect(decoding).rejects.toBeInstanceOf(RegistryError);
  });
});

it('a schema that breaks compatibility is refused with the name of its subject', async () => {
  const registry = connectRegistry({ url });
  await registry.register('orders.approvals', OrderApproved);
  const { fields, ...schema } = structuredClone(OrderApproved.schema);
  const broken = recordType({ ...schema, fields: [...fields, { name: 'extra', type: 'string' }] });
  await expect(registry.register('orders.approvals', broken)).rejects.toThrow(
    'orders.approvals-orders.v1.OrderApproved',
  );
});
