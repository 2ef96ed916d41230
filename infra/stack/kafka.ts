import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectKafka } from '../kafka/client.ts';
import type { NewTopic } from '../kafka/ports.ts';
import { createLogger } from '../logger.ts';
import { endpointsOf } from '../settings/local-endpoints.ts';
import type { Server } from './server.ts';
import { ORDER_TOPICS } from './topics.ts';
import { run } from './tools.mjs';

/** Faster starts on few cores, at the cost of peak speed, which a development server does not need. */
export const QUICK_JAVA = ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** @param jars folder with Kafka's jars */
export const kafkaServer = (jars: string): Server => ({
  name: 'kafka',

  plan: ({ ports, dir }) =>
    brokerPlan(jars, { dir, port: ports.kafka, controllerPort: ports.kafkaController }),

  isReady: async ({ ports }) => (await brokerCount(endpointsOf(ports).kafka)) > 0,

  setUp: ({ ports }) => createTopics(endpointsOf(ports).kafka, ORDER_TOPICS),
});

export interface BrokerSettings {
  /** Folder for its data and its configuration. */
  readonly dir: string;
  /** Port on loopback. */
  readonly port: number;
  readonly controllerPort: number;
  /** Default 1, the broker that is also the cluster's controller. */
  readonly id?: number;
  /** Id shared by all brokers of the cluster. Default: a new one. */
  readonly cluster?: string;
  /** Properties of Kafka, beside its own or in place of them. */
  readonly more?: Readonly<Record<string, string | number>>;
}

/** The command that runs a broker. Formats its data folder if it is new. */
export async function brokerPlan(jars: string, settings: BrokerSettings) {
  const { dir, cluster = clusterId() } = settings;
  const config = join(dir, 'server.properties');
  writeFileSync(config, properties(settings));
  const java = ['-cp', join(jars, '*')];
  if (!existsSync(join(dataOf(settings), 'meta.properties'))) {
    await run('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', cluster, '-c', config], {
      missing: 'Java is missing',
    });
  }
  return { command: 'java', args: [...QUICK_JAVA, ...java, 'kafka.Kafka', config] };
}

/** A cluster id in Kafka's format. Never starts with a dash, because Kafka's tool would read it as an option. */
export const clusterId = (random = randomBytes(16)): string => {
  const id = Buffer.from(random);
  id[0]! &= 0x7f;
  return id.toString('base64url');
};

/** Creates every topic that is missing, and resolves once each can be read. Throws if the broker is not ready. */
export const createTopics = (broker: string, topics: readonly NewTopic[]): Promise<void> =>
  kafkaAt(broker).topics.create(topics);

/** Number of brokers that are up in this broker's cluster. Throws if it does not answer. */
export const brokerCount = async (broker: string): Promise<number> =>
  (await kafkaAt(broker).cluster.describe()).brokers;

const kafkaAt = (broker: string) =>
  connectKafka({ brokers: [broker], ssl: false, sasl: undefined }, createLogger('silent'));

const dataOf = ({ dir }: BrokerSettings): string => join(dir, 'data');

function properties(settings: BrokerSettings): string {
  const { id = 1, port, controllerPort, more = {} } = settings;
  const isController = id === 1;
  return `
process.roles=broker${isController ? ',controller' : ''}
node.id=${id}
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port}${isController ? `,CONTROLLER://127.0.0.1:${controllerPort}` : ''}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${escaped(dataOf(settings))}
auto.create.topics.enable=false
num.partitions=4
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
${Object.entries(more)
  .map(([name, value]) => `${name}=${value}\n`)
  .join('')}`;
}

/** Java reads a properties file as Latin-1, whatever the encoding of the machine. */
const escaped = (text: string): string =>
  text.replace(/[^ -~]|\\/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
