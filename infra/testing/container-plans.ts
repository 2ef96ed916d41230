import type { GenericContainer, WaitStrategy } from 'testcontainers';
import type { Ports } from '../settings/stack-ports.ts';
import { ORDER_SEARCH_ATTRIBUTES } from '../orders/search-attributes.ts';
import type { ContainerName } from './images.ts';
import type { Testcontainers } from './testcontainers.ts';

/** Kafka's port for containers of its network; others use the mapped port. */
export const INSIDE_KAFKA_PORT = 19_092;

/** How one server runs as a container. */
export interface ContainerPlan {
  /** Ports of this machine, by those of the container. */
  readonly ports: Readonly<Record<number, number>>;
  /** The server's data folder, if it has one. */
  readonly dataFolder?: string;
  readonly configure: (container: GenericContainer) => GenericContainer;
  readonly ready: WaitStrategy;
}

/** Uses only what the official images support. */
export const containerPlans = (
  { Wait }: Testcontainers,
  host: string,
  ports: Ports,
): Record<ContainerName, ContainerPlan> => ({
  kafka: {
    ports: { 9092: ports.kafka },
    dataFolder: '/var/lib/kafka/data',
    configure: (container) => container.withEnvironment(kafkaSettings(`${host}:${ports.kafka}`)),
    ready: Wait.forListeningPorts(),
  },
  registry: {
    ports: { 8080: ports.registry },
    configure: (container) => container,
    ready: Wait.forHttp('/apis/ccompat/v7/subjects', 8080),
  },
  temporal: {
    ports: { 7233: ports.temporal, 8233: ports.temporalUi },
    dataFolder: '/home/temporal',
    configure: (container) =>
      container.withCommand([
        ...['server', 'start-dev', '--ip', '0.0.0.0', '--db-filename', '/home/temporal/temporal.db'],
        ...ORDER_SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
      ]),
    ready: Wait.forListeningPorts(),
  },
});

/** One broker that is its own controller. Its advertised addresses must be reachable for clients. */
const kafkaSettings = (outside: string) => ({
  KAFKA_NODE_ID: '1',
  KAFKA_PROCESS_ROLES: 'broker,controller',
  KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
  KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
  KAFKA_LISTENERS: `OUTSIDE://:9092,INSIDE://:${INSIDE_KAFKA_PORT},CONTROLLER://:9093`,
  KAFKA_ADVERTISED_LISTENERS: `OUTSIDE://${outside},INSIDE://kafka:${INSIDE_KAFKA_PORT}`,
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'OUTSIDE:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT',
  KAFKA_INTER_BROKER_LISTENER_NAME: 'INSIDE',
  KAFKA_LOG_DIRS: '/var/lib/kafka/data',
  KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
  KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '4',
  KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
  KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
  KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
  KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
});
