import type { ContainerRuntimeClient } from 'testcontainers';
import type { Testcontainers } from './testcontainers.ts';

/**
 * The address at which containers publish their ports. With an engine on this machine, only this machine can reach it;
 * if this machine is itself a container, it is the gateway. Undefined (all addresses) with a remote engine.
 *
 * @param host name or address of the engine's containers from here
 */
export async function publishedOn(
  host: string,
  docker: ContainerRuntimeClient['container']['dockerode'],
): Promise<string | undefined> {
  const address = host === 'localhost' ? '127.0.0.1' : host;
  if (address === '127.0.0.1') return address;
  const { IPAM } = (await docker.getNetwork('bridge').inspect()) as {
    IPAM?: { Config?: { Gateway?: string }[] };
  };
  return address === IPAM?.Config?.[0]?.Gateway ? address : undefined;
}

/** A container of testcontainers that publishes its ports at one address only. */
export function publishedContainer(
  { GenericContainer }: Testcontainers,
  image: string,
  address: string | undefined,
): InstanceType<Testcontainers['GenericContainer']> {
  const Published = class extends GenericContainer {
    protected override async beforeContainerCreated(): Promise<void> {
      await super.beforeContainerCreated?.();
      if (address === undefined) return;
      const bindings = this.hostConfig.PortBindings as Record<string, { HostIp?: string }[]>;
      for (const ports of Object.values(bindings)) for (const port of ports) port.HostIp = address;
    }
  };
  return new Published(image);
}
