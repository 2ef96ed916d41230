import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  GenericContainer,
  getContainerRuntimeClient,
  ImageName,
  Wait,
  type StartedTestContainer,
} from 'testcontainers';
import { SEARCH_ATTRIBUTES } from '../../infra/search-attributes.ts';
import { startSimulator } from '../../infra/simulator/simulator.ts';
import { createTopics } from '../../infra/stack/kafka.ts';
import { requireCompatibility } from '../../infra/stack/registry.ts';
import { eventually } from '../eventually.ts';
import type { TestServers } from './servers.ts';

/** The official images; each name is settable, for a mirror or a stand-in. */
const IMAGES = {
  kafka: process.env['KTB_KAFKA_IMAGE'] ?? 'apache/kafka:4.1.0',
  registry: process.env['KTB_REGISTRY_IMAGE'] ?? 'apicurio/apicurio-registry:3.0.6',
  temporal: process.env['KTB_TEMPORAL_IMAGE'] ?? 'temporalio/temporal:1.5.1',
};

const PULL_WITHIN_MS = 120_000;

/** Why containers cannot be had here, and how to have them; undefined where they can. */
export async function whyNoContainers(): Promise<string | undefined> {
  const client = await getContainerRuntimeClient().catch(() => undefined);
  if (!client) return 'no Docker engine answers: start one to run it';
  for (const [server, name] of Object.entries(IMAGES)) {
    const image = ImageName.fromString(name);
    if (await client.image.exists(image)) continue;
    const pulled = client.image.pull(image).then(
      () => true,
      () => false,
    );
    if (!(await Promise.race([pulled, delay(PULL_WITHIN_MS, false, { ref: false })]))) {
      return `image ${name} is neither here nor to be pulled: name another one with KTB_${server.toUpperCase()}_IMAGE`;
    }
  }
  return undefined;
}

/** Kafka, registry and Temporal as containers, the simulator in this process. */
export async function containerServers(): Promise<TestServers> {
  // Its reaper is one more image, which may not be there; these containers are stopped below.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
  const started: StartedTestContainer[] = [];
  const simulator = await startSimulator({
    port: 0,
    smtpPort: 0,
    ledgerFile: join(mkdtempSync(join(tmpdir(), 'ktb-test-')), 'ledger.jsonl'),
  });
  const stop = async () => {
    await Promise.all(started.map((container) => container.stop()));
    await simulator.close();
  };
  const remember = async (starting: Promise<StartedTestContainer>) => {
    const container = await starting;
    started.push(container);
    return container;
  };
  try {
    const [kafka, registry, temporal] = await Promise.all([
      remember(startKafka()),
      remember(startRegistry()),
      remember(startTemporal()),
    ]);
    const endpoints = {
      kafka: addressOf(kafka, 9092),
      registry: `http://${addressOf(registry, 8080)}/apis/ccompat/v7`,
      temporal: addressOf(temporal, 7233),
      temporalUi: `http://${addressOf(temporal, 8233)}`,
      simulator: simulator.url,
      smtp: simulator.smtp,
    };
    await eventually(() => createTopics(endpoints.kafka).then(() => true));
    await requireCompatibility(endpoints.registry);
    return { endpoints, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const START_FILE = '/tmp/start-kafka';

/** What clients are told to connect to is the mapped port, which is known only once the container runs. */
async function startKafka(): Promise<StartedTestContainer> {
  const container = await new GenericContainer(IMAGES.kafka)
    .withExposedPorts(9092)
    .withEntrypoint(['sh', '-c', `while [ ! -f ${START_FILE} ]; do sleep 0.1; done; . ${START_FILE}`])
    .withWaitStrategy(Wait.forSuccessfulCommand('true'))
    .start();
  const settings = {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://${addressOf(container, 9092)}`,
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
  };
  const exports = Object.entries(settings).map(([name, value]) => `export ${name}='${value}'`);
  const content = [...exports, 'exec /etc/kafka/docker/run', ''].join('\n');
  await container.copyContentToContainer([{ content, target: START_FILE, mode: 0o755 }]);
  return container;
}

const startRegistry = (): Promise<StartedTestContainer> =>
  new GenericContainer(IMAGES.registry)
    .withExposedPorts(8080)
    .withWaitStrategy(Wait.forHttp('/apis/ccompat/v7/subjects', 8080))
    .start();

const startTemporal = (): Promise<StartedTestContainer> =>
  new GenericContainer(IMAGES.temporal)
    .withExposedPorts(7233, 8233)
    .withCommand([
      ...['server', 'start-dev', '--ip', '0.0.0.0'],
      ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ])
    .withWaitStrategy(Wait.forListeningPorts())
    .start();

const addressOf = (container: StartedTestContainer, port: number): string =>
  `${container.getHost()}:${container.getMappedPort(port)}`;
