import { containerServers, type ContainerServers } from '../../infra/testing/container-servers.ts';
import { whyNoContainers } from '../../infra/testing/images.ts';
import { loadTestcontainers } from '../../infra/testing/testcontainers.ts';

/** Why there are no servers in containers here, and how to have them. */
export const noServers = withRemedy(await whyNoContainers({ pull: true }));

/** A checkout has one more than the package. */
function withRemedy(why: string | undefined): string | undefined {
  return why?.startsWith('image ') ? `${why}, or build stand-ins with \`npm run images\`` : why;
}

/** The product's own image. */
export const PRODUCT_IMAGE = process.env['KTB_IMAGE'] ?? '';

/** Why the bridge cannot run as a container here. */
export const noProduct = noServers ?? (await whyNoProduct());

async function whyNoProduct(): Promise<string | undefined> {
  const remedy = 'build it with `npm run images`, and name it with KTB_IMAGE';
  if (PRODUCT_IMAGE === '') return `no image of the bridge is named: ${remedy}`;
  const { getContainerRuntimeClient, ImageName } = await loadTestcontainers();
  const { image } = await getContainerRuntimeClient();
  const isHere = await image.exists(ImageName.fromString(PRODUCT_IMAGE));
  return isHere ? undefined : `image ${PRODUCT_IMAGE} is not here: ${remedy}`;
}

let starting: Promise<ContainerServers> | undefined;

/** One set of servers for all tests here, started with the first that needs it. */
export const theServers = (): Promise<ContainerServers> => (starting ??= containerServers());

export const stopServers = async (): Promise<void> => (await starting)?.stop();
