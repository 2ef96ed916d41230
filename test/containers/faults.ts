import { Kafka, logLevel } from 'kafkajs';
import type { ContainerServers } from '../../infra/testing/container-servers.ts';
import type { ContainerName } from '../../infra/testing/images.ts';

/** Freezes a server while something goes on; it answers again afterwards, whatever happened. */
export async function whilePaused(
  servers: ContainerServers,
  name: ContainerName,
  work: () => Promise<void>,
): Promise<void> {
  const container = servers.docker.getContainer(servers.container(name).getId());
  await container.pause();
  try {
    await work();
  } finally {
    await container.unpause();
  }
}

/** Takes a server off the network of the containers. From this machine it is reached as before. */
export async function whileCutOff(
  { docker, set, container }: ContainerServers,
  name: ContainerName,
  work: () => Promise<void>,
): Promise<void> {
  const Container = container(name).getId();
  const network = docker.getNetwork(set);
  await network.disconnect({ Container, Force: true });
  try {
    await work();
  } finally {
    await network.connect({ Container, EndpointConfig: { Aliases: [name] } });
  }
}

/** Whether Kafka answers a question within 3 s. */
export async function kafkaAnswers(broker: string): Promise<boolean> {
  const retry = { retries: 0 };
  const limits = { connectionTimeout: 3_000, requestTimeout: 3_000, enforceRequestTimeout: true };
  const kafka = new Kafka({ brokers: [broker], ...limits, retry, logLevel: logLevel.NOTHING });
  const admin = kafka.admin({ retry });
  try {
    await admin.connect();
    await admin.describeCluster();
    return true;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
