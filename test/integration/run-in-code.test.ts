import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import {
  connectRegistry,
  createCodec,
  createDispatch,
  defineApp,
  eventInterceptor,
  kafkaParts,
  route,
  run,
  start,
  startBridge,
} from '../../infra/index.ts';
import { createTopics } from '../../infra/stack/kafka.ts';
import { topicsOf } from '../../infra/stack/topics.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import { createRecordProducer } from '../../infra/kafka/producer.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { GreetingRequested } from '../../schemas/generated/greetings.ts';
import { eventually } from '../eventually.ts';
import { silent } from './watch.ts';

/** A bridge that is started from code: as a part of a process, and put together from its own parts. */
const config = loadConfig();
const topic = `in-code-${randomUUID()}`;
const app = defineApp({
  name: topic,
  routes: [
    route(topic, GreetingRequested, ({ greetingId }) =>
      start('GreetingWorkflow', { workflowId: greetingId, taskQueue: 'theirs', args: [], memo: { topic } }),
    ),
  ],
  foreignTaskQueues: ['theirs'],
});
const { routes } = app;
const codec = createCodec(connectRegistry(config.registry), [GreetingRequested]);
const producer = createRecordProducer(connectKafka(config.kafka, silent));

let client: Client;
beforeAll(async () => {
  await createTopics(config.kafka.brokers[0]!, topicsOf(app));
  const connection = await Connection.connect(config.temporal.connection);
  client = new Client({
    connection,
    namespace: config.temporal.namespace,
    interceptors: { workflow: [eventInterceptor] },
  });
});
afterAll(async () => {
  await producer.close();
  await client?.connection.close();
});

async function produce(): Promise<string> {
  const greetingId = randomUUID();
  const value = await codec.encode(topic, GreetingRequested, { greetingId, name: 'Ana' });
  await producer.send({ topic, key: Buffer.from(greetingId), value, headers: {} });
  return greetingId;
}

const started = (workflowId: string) =>
  eventually(async () => {
    const { memo, type } = await client.workflow.getHandle(workflowId).describe();
    expect([type, memo]).toEqual(['GreetingWorkflow', { topic }]);
    return true;
  }, 60_000);

it('an app of routes alone runs until its signal fires, and drains', async () => {
  const stop = new AbortController();
  const ended = run(app, { signal: stop.signal, log: silent });
  await started(await produce());
  stop.abort();
  expect(await ended).toEqual({ drained: true });
}, 120_000);

it('rejects if it cannot start, and the process continues', async () => {
  const { signal } = new AbortController();
  const settings = { KTB_KAFKA_BROKERS: '127.0.0.1:1', KTB_HEALTH_ADDRESS: '127.0.0.1:0' };
  await expect(run(app, { signal, settings, log: silent })).rejects.toThrow(
    'cannot reach Kafka at 127.0.0.1:1',
  );
  await expect(run(app, { signal, only: 'worker', log: silent })).rejects.toThrow('has no worker');
  await expect(run({ name: '' } as never, { signal })).rejects.toThrow('this is no app: name: ');
}, 60_000);

it('its parts make a bridge of your own', async () => {
  const kafka = await kafkaParts({
    brokers: config.kafka.brokers,
    groupId: `${topic}-parts`,
    routes,
    log: silent,
    onCrash: (cause) => {
      throw cause;
    },
  });
  const dispatch = createDispatch({ client: client.workflow });
  await startBridge({ ...kafka, routes, codec, dispatch });
  try {
    await started(await produce());
  } finally {
    expect(await kafka.source.stop(30_000)).toEqual({ drained: true });
    await kafka.close();
  }
}, 120_000);
