import type { WriteDeadLetter } from '../../consumers/bridge/dead-letter.ts';
import type { Route } from '../../consumers/bridge/route.ts';
import type { RecordSource } from '../../consumers/bridge/source.ts';
import { connectKafka, inspectCluster } from '../kafka/client.ts';
import { createRecordProducer } from '../kafka/producer.ts';
import { deadLettersTo } from '../kafka/write-dead-letter.ts';
import { createLogger, type Logger } from '../logger.ts';
import type { Config } from '../settings/config.ts';

export interface KafkaPartsOptions {
  /** `host:port` of at least one broker. */
  readonly brokers: readonly string[];
  /** Do not change it once it is used: the group's offsets are stored under it. */
  readonly groupId: string;
  /** The routes whose topics are read. Each topic needs a dead-letter topic, `<topic>.dlq`. */
  readonly routes: readonly Route[];
  /** Default: no TLS. */
  readonly ssl?: Config['kafka']['ssl'];
  /** Default: no login. */
  readonly sasl?: NonNullable<Config['kafka']['sasl']>;
  /** How long the group waits for a member that died, in milliseconds. Default 15,000. */
  readonly sessionTimeoutMs?: number;
  /** A pino logger. Default: warnings and errors, as JSON lines on stderr. */
  readonly log?: Logger;
  /** Called if an error that a retry cannot fix stops the source. */
  readonly onCrash: (cause: Error) => void;
}

/** The Kafka end of a bridge. */
export interface KafkaParts {
  /** Part of every event's identity. */
  readonly cluster: string;
  /** A member of the consumer group; it joins once the bridge starts. Stop it first. */
  readonly source: RecordSource;
  /** Resolves once the broker has the dead letter; retries without limit while it cannot be written. */
  readonly writeDeadLetter: WriteDeadLetter;
  /** Closes the connections; stop the source first. */
  close(): Promise<void>;
}

/**
 * The source and the dead-letter writer, for a bridge that you put together yourself: `run` does it for you. Throws a
 * `UserError` that names the brokers if none answers.
 *
 * @example
 * const kafka = await kafkaParts({ brokers: ['kafka:9092'], groupId: 'tickets', routes, onCrash });
 * const client = new Client({ connection, interceptors: { workflow: [eventInterceptor] } });
 * await startBridge({
 *   ...kafka,
 *   routes,
 *   codec: createCodec(connectRegistry({ url: 'http://registry:8081' }), routes.map(({ type }) => type)),
 *   dispatch: createDispatch({ client: client.workflow }),
 * });
 * // …
 * await kafka.source.stop(30_000);
 * await kafka.close();
 */
export async function kafkaParts(options: KafkaPartsOptions): Promise<KafkaParts> {
  const { brokers, groupId, routes, ssl = false, sasl, sessionTimeoutMs, onCrash } = options;
  const { log = createLogger('warn') } = options;
  const settings = { brokers: [...brokers], ssl, sasl };
  const kafka = connectKafka(settings, log);
  const topics = new Map(routes.map((route) => [route.topic, route]));
  const { clusterId } = await inspectCluster(kafka, settings, [...topics.keys()]);
  const producer = createRecordProducer(kafka);
  return {
    cluster: clusterId,
    source: kafka.source({
      groupId,
      topics,
      log,
      ...(sessionTimeoutMs !== undefined && { sessionTimeoutMs }),
      onCrash,
    }),
    writeDeadLetter: deadLettersTo(producer, ({ topic }, attempts) =>
      log.warn({ topic, attempts }, 'dead letter not written, retrying'),
    ),
    close: () => producer.close(),
  };
}
