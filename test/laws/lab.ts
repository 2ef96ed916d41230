import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createOutcomeActivities, type OutcomePublisher } from '../../activities/bridge/publish-outcome.ts';
import { startBridge, type BridgeParts } from '../../consumers/bridge/bridge.ts';
import { signalWithStart } from '../../consumers/bridge/command.ts';
import { createDispatch, temporalBreaker, type Dispatch } from '../../consumers/bridge/dispatch.ts';
import { eventInterceptor } from '../../consumers/bridge/event-interceptor.ts';
import type { WriteDeadLetter } from '../../consumers/bridge/dead-letter.ts';
import { route } from '../../consumers/bridge/route.ts';
import type { RecordSource } from '../../consumers/bridge/source.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectKafka } from '../../infra/kafka/client.ts';
import { createRecordProducer } from '../../infra/kafka/producer.ts';
import type { Kafka, KafkaSourceOptions } from '../../infra/kafka/kafka.ts';
import type { RecordSender } from '../../infra/kafka/ports.ts';
import { deadLettersTo } from '../../infra/kafka/write-dead-letter.ts';
import { createLogger, type Logger } from '../../infra/logger.ts';
import { progressLog } from '../../infra/observe/progress-log.ts';
import { outcomesTo } from '../../infra/kafka/publish-outcomes.ts';
import { OUTCOMES } from '../../schemas/contract.ts';
import { createCodec, type Codec } from '../../schemas/bridge/codec.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { OrderExpired } from '../../schemas/generated/orders.ts';
import { eventually } from '../eventually.ts';
import { wholeHistory } from '../history.ts';
import { LawEvent } from './events.ts';
import { openTopic } from './topic.ts';
import { add, getApplied, tally } from './workflows.ts';

/** What a law may put in place of a part, or around it: to make a fault happen, or to show that the part is needed. */
export interface Parts {
  readonly partition?: BridgeParts['partition'];
  readonly kafka?: (real: Kafka) => Kafka;
  readonly assign?: KafkaSourceOptions['assign'];
  readonly source?: (real: RecordSource) => RecordSource;
  readonly codec?: (real: Codec) => Pick<Codec, 'decode'>;
  readonly dispatch?: (real: Dispatch) => Dispatch;
  /** The breaker of calls to Temporal. */
  readonly breaker?: typeof temporalBreaker;
  /** What the bridge calls Temporal through; to be changed in place. */
  readonly calls?: (service: Connection['workflowService']) => void;
  readonly writeDeadLetter?: (real: WriteDeadLetter) => WriteDeadLetter;
  readonly progress?: (log: Logger) => ReturnType<typeof progressLog>;
  readonly publisher?: (real: OutcomePublisher) => OutcomePublisher;
  readonly sender?: (real: RecordSender) => RecordSender;
  /** Workflow interceptor modules of the worker. */
  readonly guard?: readonly string[];
  /** Client interceptors. */
  readonly carrier?: readonly WorkflowClientInterceptor[];
  /** The reader's name. Default `laws`. */
  readonly reader?: string;
}

// Its own logger writes every change of a worker to the test's output.
Runtime.install({ logger: new DefaultLogger('ERROR') });

const GUARD = [join(import.meta.dirname, '../../workflows/bridge/interceptors/once.ts')];

/** Real servers, a topic of its own, a worker, and bridges between them that are put together from parts. */
export async function openLab(parts: Parts = {}, { partitions = 1, log = createLogger('silent') } = {}) {
  const config = loadConfig();
  const kafka = (parts.kafka ?? ((real) => real))(connectKafka(config.kafka, log));
  const registry = connectRegistry(config.registry);
  const codec = createCodec(registry, [LawEvent, OrderExpired]);
  const topic = await openTopic(kafka, codec, { partitions });
  const openSender = async () => (parts.sender ?? ((real) => real))(await kafka.openSender());
  const producer = createRecordProducer({ openSender });
  const { namespace } = config.temporal;
  const connections: Connection[] = [];
  const connect = async () => {
    const connection = await Connection.connect({ ...config.temporal.connection, interceptors: [] });
    connections.push(connection);
    const workflow = [...(parts.carrier ?? [eventInterceptor])];
    return new Client({ connection, namespace, interceptors: { workflow } });
  };
  const client = await connect();
  const taskQueue = topic.topic;
  const stops: (() => Promise<unknown>)[] = [];
  const workflowId = (id: string) => `tally-${topic.topic}-${id}`;

  const routes = [
    route(topic.topic, LawEvent, (event) =>
      signalWithStart(tally, add, {
        workflowId: workflowId(event.id),
        taskQueue,
        workflowArgs: [event.id],
        args: [event],
      }),
    ),
  ];

  const native = await NativeConnection.connect(config.temporal.connection);
  const publisher = outcomesTo(producer, codec);
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue,
    workflowsPath: join(import.meta.dirname, 'workflows.ts'),
    activities: createOutcomeActivities(parts.publisher?.(publisher) ?? publisher, OUTCOMES),
    interceptors: { workflowModules: [...(parts.guard ?? GUARD)] },
  });
  const over = worker.run();

  /** A bridge, as far as it is started: a member of the group that it names. */
  async function bridge(groupId = topic.topic, more: Parts & { temporal?: Client } = {}) {
    const all = { ...parts, ...more };
    const crashes: Error[] = [];
    const progress = all.progress?.(log) ?? progressLog(log);
    const real = kafka.source({
      groupId,
      topics: new Map([[topic.topic, { incarnation: 1, startFrom: 'beginning' }]]),
      log,
      commitEveryMs: 50,
      onCrash: (cause) => crashes.push(cause),
      ...(all.assign && { assign: all.assign }),
    });
    const source = all.source?.(real) ?? real;
    stops.push(() => real.stop(5_000));
    const temporal = (all.breaker ?? temporalBreaker)({ onChange: progress.onBreaker });
    const through = all.temporal ?? (await connect());
    for (const { calls } of [parts, more]) calls?.(through.workflowService);
    const dispatch = createDispatch({
      client: through.workflow,
      temporal,
      callTimeoutMs: 2_000,
      onRetry: progress.onRetry,
    });
    const writeDeadLetter = deadLettersTo(producer, progress.onUnwritten);
    await startBridge({
      routes,
      source,
      codec: all.codec?.(codec) ?? codec,
      dispatch: all.dispatch?.(dispatch) ?? dispatch,
      writeDeadLetter: all.writeDeadLetter?.(writeDeadLetter) ?? writeDeadLetter,
      cluster: 'laws',
      reader: all.reader ?? 'laws',
      ...(all.partition && { partition: all.partition }),
      onSettled: progress.onSettled,
      onHeldUp: progress.onHeldUp,
    });
    return { groupId, source, stop: source.stop, crashes };
  }

  return {
    ...topic,
    kafka,
    codec,
    routes,
    client,
    workflowId,
    bridge,
    /** The numbers that a workflow has applied, by its own word; none where there is no such workflow. */
    applied: (id: string) =>
      client.workflow
        .getHandle(workflowId(id))
        .query(getApplied)
        .catch(() => [] as number[]),
    /** Waits until a workflow has applied so many events. */
    appliedAll: (id: string, count: number) =>
      eventually(async () => {
        const handle = client.workflow.getHandle(workflowId(id));
        return (await handle.query(getApplied)).length >= count;
      }),
    history: (id: string) => wholeHistory(client, workflowId(id)),
    async close(): Promise<void> {
      await Promise.all(stops.map((stop) => stop()));
      worker.shutdown();
      await over;
      await Promise.all([native, ...connections, producer, topic].map((each) => each.close()));
    },
  };
}

export type Lab = Awaited<ReturnType<typeof openLab>>;

/** Events one after the other for one workflow. */
export const events = (id: string, count: number, from = 1): LawEvent[] =>
  Array.from({ length: count }, (_, index) => ({ id, n: from + index, ask: 'add' }));

export const anId = (): string => randomUUID().slice(0, 8);
