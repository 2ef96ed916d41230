import setUpServers from '../integration/global-setup.ts';
import { Brokers } from './brokers.ts';

declare global {
  var cluster: Brokers | undefined;
}

/** Where the tests find the folder of the three brokers. */
export const CLUSTER = 'KTB_TEST_CLUSTER';

/** Three brokers for all tests of the suite, beside the registry and Temporal of the integration tests. */
export default async function setUp(): Promise<void> {
  await setUpServers();
  globalThis.cluster = await Brokers.start();
  process.env[CLUSTER] = globalThis.cluster.folder;
}
