import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from '@jest/globals';
import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { loadConfig } from '../../infra/settings/config.ts';
import { createCodec, type Codec } from '../../schemas/bridge/codec.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { OrderConfirmed, OrderPlaced } from '../../schemas/generated/orders.ts';
import { anOrder } from '../orders.ts';

/** Teams that use the usual registry client of kafkajs: one writes what the bridge reads, one reads what it writes. */
let theirs: SchemaRegistry;
let ours: Codec;
let topic: string;

beforeAll(() => {
  const { registry } = loadConfig();
  theirs = new SchemaRegistry({ host: registry.url }, { [SchemaType.AVRO]: {} });
  ours = createCodec(connectRegistry(registry), [OrderPlaced]);
  topic = `neighbours-${randomUUID()}`;
});

it('reads what @kafkajs/confluent-schema-registry registered and wrote', async () => {
  const order = anOrder();
  const { id } = await theirs.register(
    { type: SchemaType.AVRO, schema: JSON.stringify(OrderPlaced.schema) },
    { subject: `${topic}-${OrderPlaced.fullName}`, compatibility: COMPATIBILITY.FULL_TRANSITIVE },
  );
  expect(await ours.decode(await theirs.encode(id, order))).toMatchObject({ value: order });
});

it('writes what @kafkajs/confluent-schema-registry reads', async () => {
  const confirmed = {
    ...{ orderId: 'o-1', paymentId: 'p-1', shipmentId: 's-1', confirmedAt: 1_767_225_600_000 },
    emailSent: true,
  };
  const bytes = await ours.encode(topic, OrderConfirmed, confirmed);
  expect({ ...((await theirs.decode(bytes)) as object) }).toEqual(confirmed);
});
