import tearDownServers from '../integration/global-teardown.ts';

export default async function tearDown(): Promise<void> {
  await globalThis.cluster?.clear();
  await tearDownServers();
}
