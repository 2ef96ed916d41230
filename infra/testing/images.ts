import { setTimeout as delay } from 'node:timers/promises';
import { race } from '../../consumers/bridge/race.ts';
import { reasonOf } from '../user-error.ts';
import { loadTestcontainers } from './testcontainers.ts';

/** The official images; each name is settable, for a mirror or a stand-in. */
export const imageNames = (env: NodeJS.ProcessEnv = process.env) => ({
  kafka: env['KTB_KAFKA_IMAGE'] || 'apache/kafka:4.1.0',
  registry: env['KTB_REGISTRY_IMAGE'] || 'apicurio/apicurio-registry:3.0.6',
  temporal: env['KTB_TEMPORAL_IMAGE'] || 'temporalio/temporal:1.5.1',
});

export type ContainerName = keyof ReturnType<typeof imageNames>;

const PULL_WITHIN_MS = 120_000;

/**
 * Why containers are not available here, with the remedy; undefined if they are.
 *
 * @param pull whether an image that is not here is fetched, which may take minutes
 */
export async function whyNoContainers({ pull }: { readonly pull: boolean }): Promise<string | undefined> {
  const testcontainers = await loadTestcontainers().catch(reasonOf);
  if (typeof testcontainers === 'string') return testcontainers;
  const { getContainerRuntimeClient, ImageName } = testcontainers;
  const client = await getContainerRuntimeClient().catch(() => undefined);
  if (!client) return 'no Docker engine answers: start one to run it';
  for (const [server, name] of Object.entries(imageNames())) {
    const image = ImageName.fromString(name);
    if (await client.image.exists(image)) continue;
    const setting = `KTB_${server.toUpperCase()}_IMAGE`;
    if (!pull) return `image ${name} is not here: pull it, or name another one with ${setting}`;
    const pulled = client.image.pull(image).then(
      () => true,
      () => false,
    );
    if (!(await race([pulled, delay(PULL_WITHIN_MS, false, { ref: false })])))
      return `image ${name} is not here and cannot be pulled: name another one with ${setting}`;
  }
  return undefined;
}
