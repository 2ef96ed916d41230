import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import { createRecordProducer } from '../../infra/kafka/producer.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { createCodec, type Codec } from '../../schemas/bridge/codec.ts';
import { OrderPlaced } from '../../schemas/generated/orders.ts';
import { recordType } from '../../schemas/bridge/record-type.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { eventually } from '../eventually.ts';
import { anOrder } from '../orders.ts';
import { startKtb, type Ktb } from './ktb.ts';
import { silent } from './watch.ts';

/** An upstream team that has gone on to the next version of a record, and one that has not, on one topic. */
const channel = `channel_${randomUUID().slice(0, 8)}`;
const Evolved = recordType<object>({
  ...OrderPlaced.schema,
  fields: [...OrderPlaced.schema.fields, { name: channel, type: 'string', default: 'web' }],
});
const config = loadConfig();
/** One team each. */
const [old, next] = [0, 1].map(() => createCodec(connectRegistry(config.registry), [])) as [Codec, Codec];
const producer = createRecordProducer(connectKafka(config.kafka, silent));
let client: Client;
let consumers: Ktb;

beforeAll(async () => {
  client = await connectTemporal(config.temporal);
  consumers = startKtb(['consumers']);
  await consumers.says('"msg":"ready"');
});
afterAll(async () => {
  await consumers?.kill('SIGTERM');
  await producer.close();
  await client?.connection.close();
});

const placedWith = (orderId: string) =>
  eventually(async () => {
    const { events } = await client.workflow.getHandle(`order-${orderId}`).fetchHistory();
    const signaled = events?.find((event) => event.workflowExecutionSignaledEventAttributes);
    const [payload] = signaled?.workflowExecutionSignaledEventAttributes?.input?.payloads ?? [];
    return payload?.data ? (JSON.parse(Buffer.from(payload.data).toString()) as object) : undefined;
  });

it('old and evolved records of one type interleave, and arrive as the version that is read here', async () => {
  const orders = Array.from({ length: 10 }, () => anOrder({ orderId: `evolution-${randomUUID()}` }));
  for (const [index, order] of orders.entries()) {
    const value =
      index % 2 === 0
        ? await old.encode('orders.placed', OrderPlaced, order)
        : await next.encode('orders.placed', Evolved, { ...order, [channel]: 'app' });
    await producer.send({ topic: 'orders.placed', key: Buffer.from(order.orderId), value, headers: {} });
  }
  for (const order of orders) expect(await placedWith(order.orderId)).toEqual(order);
});
