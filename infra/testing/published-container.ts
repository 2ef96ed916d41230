import type { ContainerRuntimeClient } from 'testcontainers';
import type { Testcontainers } from './testcontainers.ts';

/**
 * Where the ports of containers are published: those of an engine on this machine are for this machine, which may itself
 * be a container and then knows the engine by its gateway. Undefined, for everywhere, with an engine elsewhere.
 *
 * @param host by which the engine's containers are reached from here
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

/** A container of the package's, whose ports are published at one address only. */
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
