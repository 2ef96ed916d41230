import { GenericContainer, Wait } from 'testcontainers';
import { SET_LABEL } from '../../infra/testing/engine.ts';
import type { ContainerServers } from '../../infra/testing/container-servers.ts';
import { PRODUCT_IMAGE } from './set.ts';

const HEALTH_PORT = 9464;

/** A bridge in a container of its own, on the network of the servers. */
export interface BridgeContainer {
  readonly id: string;
  /** What `/readyz` says. */
  readiness(): Promise<{ ready: boolean; reasons: string[]; partitions: unknown[] }>;
  /** As `docker stop` does; gives the exit code. */
  stop(): Promise<number>;
  /** As `docker kill` does; gives the exit code. */
  kill(): Promise<number>;
}

/**
 * Resolves once it is ready.
 *
 * @param simulator where containers reach the simulated services
 */
export async function startBridgeContainer(
  { inside, set, docker }: ContainerServers,
  simulator: { readonly url: string; readonly smtp: string },
): Promise<BridgeContainer> {
  const container = await new GenericContainer(PRODUCT_IMAGE)
    .withLabels({ [SET_LABEL]: set })
    .withAutoCleanup(false)
    .withNetworkMode(set)
    .withCommand(['run'])
    .withEnvironment({
      KTB_KAFKA_BROKERS: inside.kafka,
      KTB_REGISTRY_URL: inside.registry,
      KTB_SERVICES_URL: simulator.url,
      KTB_SMTP_URL: simulator.smtp,
      KTB_SESSION_TIMEOUT: '6s',
      KTB_HEALTH_ADDRESS: `0.0.0.0:${HEALTH_PORT}`,
      TEMPORAL_ADDRESS: inside.temporal,
    })
    .withExposedPorts(HEALTH_PORT)
    .withWaitStrategy(Wait.forHttp('/readyz', HEALTH_PORT).forStatusCode(200))
    .withStartupTimeout(90_000)
    .start();
  const health = `http://${container.getHost()}:${container.getMappedPort(HEALTH_PORT)}`;
  const engine = docker.getContainer(container.getId());
  const exitCode = async () => ((await engine.wait()) as { StatusCode: number }).StatusCode;

  return {
    id: container.getId(),
    async readiness() {
      const answer = await fetch(`${health}/readyz`, { signal: AbortSignal.timeout(5_000) });
      return (await answer.json()) as Awaited<ReturnType<BridgeContainer['readiness']>>;
    },
    async stop() {
      await engine.stop({ t: 45 });
      return exitCode();
    },
    async kill() {
      await engine.kill({ signal: 'SIGKILL' });
      return exitCode();
    },
  };
}
