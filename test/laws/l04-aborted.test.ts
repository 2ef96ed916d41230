import { afterAll, expect, it } from '@jest/globals';
import { loadConfig } from '../../infra/settings/config.ts';
import { createClient } from '../../infra/kafka/kafkajs/client.ts';
import { createLogger } from '../../infra/logger.ts';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { LawEvent } from './events.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l04-aborted'));
const client = createClient(loadConfig().kafka, createLogger('silent'));
const producers = ['first', 'second'].map((name) =>
  client.producer({ transactionalId: `${lab.topic}-${name}`, idempotent: true, maxInFlightRequests: 1 }),
);
afterAll(() => Promise.all([lab.close(), ...producers.map((producer) => producer.disconnect())]));

it('L4 no phantom: nothing comes of transactions that are aborted, though they overlap', async () => {
  for (const producer of producers) await producer.connect();
  const messagesOf = (id: string, count: number) =>
    Promise.all(
      events(id, count).map(async (event) => ({
        key: id,
        value: await lab.codec.encode(lab.topic, LawEvent, event),
      })),
    );
  const [first, second] = await Promise.all(producers.map((producer) => producer.transaction()));
  for (const transaction of [first!, second!, first!])
    await transaction.send({ topic: lab.topic, messages: await messagesOf('aborted', 2) });
  await second!.abort();
  await first!.send({ topic: lab.topic, messages: await messagesOf('aborted', 2) });
  await first!.abort();
  // In the lane of those before it: once it is applied, they would have been.
  await lab.send(events('aborted', 1, 9));

  await lab.bridge();
  await eventually(async () => (await lab.applied('aborted')).includes(9));
  expect(await lab.applied('aborted')).toEqual([9]);
});
