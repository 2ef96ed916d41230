import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import { startBridge } from '../../consumers/bridge/bridge.ts';
import { start } from '../../consumers/bridge/command.ts';
import { createDispatch } from '../../consumers/bridge/dispatch.ts';
import { eventInterceptor } from '../../consumers/bridge/event-interceptor.ts';
import { route } from '../../consumers/bridge/route.ts';
import type { RecordSource } from '../../consumers/bridge/source.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import { createLogger } from '../../infra/logger.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { hopsOf, hopText } from '../docs/hops.ts';
import { eventually } from '../eventually.ts';
import { LawEvent } from '../laws/events.ts';
import { openTopic } from '../laws/topic.ts';
import { tally } from '../laws/workflows.ts';
import { watchFunctions, wayHere } from './functions-run.ts';

/** One record through the real bridge, compared with what docs/architecture.md says of its way. */
jest.setTimeout(180_000);

const SENT = 'consumers/bridge/send-command.ts:sendCommand';
const hops = hopsOf('The way of a record').map(hopText);
const toTemporal = hops.slice(0, hops.indexOf(SENT) + 1);
const around = hopsOf('Around the hops').map(hopText);

let ran: Set<string>;
let atDecode: string[] = [];
let atTemporal: string[] = [];
const closers: (() => Promise<unknown>)[] = [];

/** The last thing before Temporal's client makes its call. */
const witness: WorkflowClientInterceptor = {
  startWithDetails(input, next) {
    atTemporal = wayHere();
    return next(input);
  },
};

beforeAll(async () => {
  const config = loadConfig();
  const log = createLogger('silent');
  const kafka = connectKafka(config.kafka, log);
  const codec = createCodec(connectRegistry(config.registry), [LawEvent]);
  const topic = await openTopic(kafka, codec);
  const groupId = topic.topic;
  const connection = await Connection.connect(config.temporal.connection);
  const { namespace } = config.temporal;
  const client = new Client({
    connection,
    namespace,
    interceptors: { workflow: [eventInterceptor, witness] },
  });
  const source: RecordSource = kafka.source({
    groupId,
    topics: new Map([[topic.topic, { incarnation: 1, startFrom: 'beginning' }]]),
    log,
    commitEveryMs: 50,
    onCrash: () => undefined,
  });
  closers.push(
    () => source.stop(5_000),
    () => topic.close(),
    () => connection.close(),
  );
  await startBridge({
    source,
    routes: [
      route(topic.topic, LawEvent, ({ id }) =>
        start(tally, { workflowId: `${topic.topic}-${id}`, taskQueue: topic.topic, args: [id] }),
      ),
    ],
    codec: {
      decode(value) {
        atDecode = wayHere();
        return codec.decode(value);
      },
    },
    dispatch: createDispatch({ client: client.workflow }),
    writeDeadLetter: () => Promise.reject(new Error('no dead letter is expected')),
    cluster: 'architecture',
  });

  const functions = await watchFunctions();
  closers.push(() => functions.stop());
  await functions.ran();
  await topic.send([{ id: randomUUID(), n: 1, ask: 'add' }]);
  await eventually(async () => (await topic.committed(groupId))[0] === 1, 120_000);
  ran = await functions.ran();
});
afterAll(async () => {
  for (const close of closers) await close();
});

it('the record ran through every hop and everything around them', () => {
  expect([...hops, ...around].filter((at) => !ran.has(at))).toEqual([]);
});

it('nothing but hops, and what is around them, led to its decoding and to the call to Temporal', () => {
  const listed = new Set([...toTemporal, ...around]);
  const led = [...atDecode, ...atTemporal];
  expect(led).toContain('consumers/bridge/decode-record.ts:decodeRecord');
  expect(led).toContain(SENT);
  expect(led.filter((at) => !listed.has(at))).toEqual([]);
});

it('the hops are listed in the order in which they led on', () => {
  for (const way of [atDecode, atTemporal]) {
    const passed = way.filter((at) => toTemporal.includes(at));
    expect(passed).toEqual(toTemporal.filter((at) => passed.includes(at)));
  }
});
