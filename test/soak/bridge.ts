/** One member of the soak's consumer group, put together as the product puts its own together. */
import { Client, Connection } from '@temporalio/client';
import { startBridge } from '../../consumers/bridge.ts';
import { signalWithStart, start } from '../../consumers/command.ts';
import { Dependency } from '../../consumers/dependency.ts';
import { createDispatch, temporalDependency } from '../../consumers/dispatch.ts';
import { eventInterceptor } from '../../consumers/event-interceptor.ts';
import { route } from '../../consumers/route.ts';
import { loadConfig } from '../../infra/config.ts';
import { connectKafka, inspectCluster } from '../../infra/kafka/client.ts';
import { isKafkaOutage } from '../../infra/kafka/errors.ts';
import { createRecordProducer } from '../../infra/kafka/producer.ts';
import { kafkaSource } from '../../infra/kafka/source.ts';
import { deadLettersTo } from '../../infra/kafka/write-dead-letter.ts';
import { createLogger } from '../../infra/logger.ts';
import { progressLog } from '../../infra/progress-log.ts';
import { untilSignal } from '../../infra/until-signal.ts';
import { createCodec } from '../../schemas/codec.ts';
import { connectRegistry, RegistryError } from '../../schemas/registry.ts';
import { Counted, Opened, TASK_QUEUE, TOPIC, workflowIdOf } from './records.ts';
import { count, counter } from './workflows.ts';

const config = loadConfig();
const log = createLogger(config.logLevel);
const kafka = connectKafka(config.kafka, log);
const { clusterId: cluster } = await inspectCluster(kafka, config.kafka.brokers);
const connection = await Connection.connect(config.temporal.connection);
const client = new Client({
  connection,
  namespace: config.temporal.namespace,
  interceptors: { workflow: [eventInterceptor] },
});
const progress = progressLog(log);
const temporal = temporalDependency({ onChange: progress.onBreaker });
const deadLetters = new Dependency({
  name: 'dead letters',
  isOutage: isKafkaOutage,
  onChange: progress.onBreaker,
});
const registry = new Dependency({
  name: 'the schema registry',
  isOutage: (error) => error instanceof RegistryError,
  onChange: progress.onBreaker,
});
const crashed = Promise.withResolvers<void>();
const source = kafkaSource({
  ...config.kafka,
  groupId: 'soak',
  kafka,
  topics: new Map([[TOPIC, { incarnation: 1, startFrom: 'beginning' }]]),
  log,
  onCrash: () => crashed.resolve(),
});

await startBridge({
  routes: [
    route(TOPIC, Opened, ({ id }) =>
      start(counter, { workflowId: workflowIdOf(id), taskQueue: TASK_QUEUE, args: [id] }),
    ),
    route(TOPIC, Counted, (event) =>
      signalWithStart(counter, count, {
        workflowId: workflowIdOf(event.id),
        taskQueue: TASK_QUEUE,
        workflowArgs: [event.id],
        args: [event],
      }),
    ),
  ],
  source,
  codec: createCodec(connectRegistry({ ...config.registry, ask: (question) => registry.ask(question) }), [
    Opened,
    Counted,
  ]),
  dispatch: createDispatch({ client: client.workflow, temporal, onRetry: progress.onRetry }),
  writeDeadLetter: deadLettersTo(createRecordProducer(kafka), deadLetters, progress.onUnwritten),
  cluster,
  dependencies: [temporal, registry, deadLetters],
  onSettled: progress.onSettled,
  onHeldUp: progress.onHeldUp,
});

process.on('message', () => {
  global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.(heapUsed + external);
});
process.send?.('ready');
await Promise.race([untilSignal(), crashed.promise]);
const { drained } = await source.stop(20_000);
process.exit(drained ? 0 : 5);
