import { expect, it } from '@jest/globals';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import { createRecordProducer } from '../../infra/kafka/producer.ts';
import { silent, watch } from './watch.ts';

it('records that each fit are written, however many large ones wait at once', async () => {
  const seen = await watch('orders.placed.dlq');
  const producer = createRecordProducer(connectKafka(loadConfig().kafka, silent));
  const key = `large-${Date.now()}`;
  const value = Buffer.alloc(900_000, 'x');
  const sends = Array.from({ length: 8 }, () =>
    producer.send({ topic: 'orders.placed.dlq', key: Buffer.from(key), value, headers: {} }),
  );
  await Promise.all(sends);
  await seen.until(key, 8);
  await producer.close();
  await seen.stop();
});

it('a record that no broker takes is refused, and those beside it are written', async () => {
  const seen = await watch('orders.placed.dlq');
  const producer = createRecordProducer(connectKafka(loadConfig().kafka, silent));
  const key = `beside-${Date.now()}`;
  const send = (bytes: number) =>
    producer.send({
      topic: 'orders.placed.dlq',
      key: Buffer.from(key),
      value: Buffer.alloc(bytes, 'x'),
      headers: {},
    });
  const [small, tooLarge, other] = await Promise.allSettled([send(10), send(3_000_000), send(10)]);
  expect([small.status, tooLarge.status, other.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  await seen.until(key, 2);
  await producer.close();
  await seen.stop();
});
