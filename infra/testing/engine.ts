import { randomUUID } from 'node:crypto';
import type { ContainerRuntimeClient } from 'testcontainers';

type Dockerode = ContainerRuntimeClient['container']['dockerode'];

/** Name shared by everything of one set of servers in the engine, so that all of it can be found and removed. */
export const newSetId = (): string => `ktb-test-${randomUUID().slice(0, 8)}`;

/** On each container of a set. */
export const SET_LABEL = 'kafka-temporal-bridge.test-servers';

/** A container of the set that keeps something keeps it on a volume of this name. */
export const volumeOf = (set: string, server: string): string => `${set}-${server}`;

/** Removes the containers of a set, paused ones too, its volumes, and the network that bears its name. Idempotent. */
export async function removeSet(docker: Dockerode, set: string): Promise<void> {
  const labelled = await docker.listContainers({ all: true, filters: { label: [`${SET_LABEL}=${set}`] } });
  await Promise.all(
    labelled.map(async ({ Id, State }) => {
      const container = docker.getContainer(Id);
      if (State === 'paused') await container.unpause().catch(unlessGone);
      await container.remove({ force: true, v: true }).catch(unlessGone);
    }),
  );
  await docker.getNetwork(set).remove().catch(unlessGone);
  const { Volumes: volumes } = await docker.listVolumes({ filters: { name: [`${set}-`] } });
  await Promise.all((volumes ?? []).map(({ Name }) => docker.getVolume(Name).remove().catch(unlessGone)));
}

/** It may already be removed, or be in removal. */
function unlessGone(error: unknown): void {
  const { statusCode } = error as { statusCode?: number };
  if (statusCode !== 404 && statusCode !== 409 && statusCode !== 500) throw error;
}
