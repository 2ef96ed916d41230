import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerRuntimeClient, StartedTestContainer } from 'testcontainers';
import type { Endpoints } from '../settings/local-endpoints.ts';
import { freePorts } from '../stack/ports.ts';
import { requireCompatibility } from '../stack/registry.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { guardContainers } from './container-watchdog.ts';
import { containerPlans, INSIDE_KAFKA_PORT } from './container-plans.ts';
import { newSetId, removeSet, SET_LABEL, volumeOf } from './engine.ts';
import { imageNames, type ContainerName } from './images.ts';
import { temporaryFolder } from './local-servers.ts';
import { publishedContainer, publishedOn } from './published-container.ts';
import { loadTestcontainers } from './testcontainers.ts';
import type { TestServers } from './test-servers.ts';

export interface ContainerServers extends TestServers {
  /** Addresses for containers of the same network, which is named after the set. */
  readonly inside: Pick<Endpoints, 'kafka' | 'registry' | 'temporal'>;
  readonly set: string;
  readonly docker: ContainerRuntimeClient['container']['dockerode'];
  /** The running container. */
  container(name: ContainerName): StartedTestContainer;
  /** Removes the container, then starts a new one with the same volume, if any, and the same ports. */
  replace(name: ContainerName): Promise<void>;
}

/**
 * Kafka, registry and Temporal as containers of a network of their own, the simulator in this process. They are removed
 * with this process, however it ends. Throws if an image is not available; see `whyNoContainers`.
 */
export async function containerServers(): Promise<ContainerServers> {
  const testcontainers = await loadTestcontainers();
  const client = await testcontainers.getContainerRuntimeClient();
  const docker = client.container.dockerode;
  const { host } = client.info.containerRuntime;
  const set = newSetId();
  const images = imageNames();
  const ports = await freePorts();
  const plans = containerPlans(testcontainers, host, ports);
  const address = await publishedOn(host, docker);
  const running = new Map<ContainerName, StartedTestContainer>();
  const folder = temporaryFolder();
  const ledgerFile = join(folder, 'ledger.jsonl');
  const unguard = guardContainers(set);
  const simulator = await startSimulator({ port: 0, smtpPort: 0, ledgerFile });

  async function start(name: ContainerName): Promise<void> {
    const { configure, ports: mapped, dataFolder, ready } = plans[name];
    const container = configure(publishedContainer(testcontainers, images[name], address))
      .withLabels({ [SET_LABEL]: set })
      .withAutoCleanup(false)
      .withNetworkMode(set)
      .withNetworkAliases(name)
      .withExposedPorts(
        ...Object.entries(mapped).map(([inside, outside]) => ({ container: Number(inside), host: outside })),
      )
      .withBindMounts(dataFolder ? [{ source: volumeOf(set, name), target: dataFolder, mode: 'rw' }] : [])
      .withWaitStrategy(ready);
    running.set(name, await container.start());
  }

  async function stop(): Promise<void> {
    await simulator.close();
    await removeSet(docker, set);
    rmSync(folder, { recursive: true, force: true });
    unguard();
  }

  try {
    await docker.createNetwork({ Name: set, Labels: { [SET_LABEL]: set } });
    await Promise.all((Object.keys(plans) as ContainerName[]).map(start));
    const registry = `http://${host}:${ports.registry}/apis/ccompat/v7`;
    await requireCompatibility(registry);
    let stopped: Promise<void> | undefined;
    return {
      endpoints: {
        kafka: `${host}:${ports.kafka}`,
        registry,
        temporal: `${host}:${ports.temporal}`,
        temporalUi: `http://${host}:${ports.temporalUi}`,
        simulator: simulator.url,
        smtp: simulator.smtp,
      },
      inside: {
        kafka: `kafka:${INSIDE_KAFKA_PORT}`,
        registry: 'http://registry:8080/apis/ccompat/v7',
        temporal: 'temporal:7233',
      },
      set,
      docker,
      container: (name) => running.get(name)!,
      async replace(name) {
        await running.get(name)?.stop({ remove: true, removeVolumes: false });
        await start(name);
      },
      stop: () => (stopped ??= stop()),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
