import { expect, it } from '@jest/globals';
import '../../../../infra/kafka/kafkajs/patches.ts';
import { internal } from '../../../../infra/kafka/kafkajs/internals.ts';

interface FetchManager {
  start(): Promise<void>;
  stop(): Promise<void>;
}
const createFetchManager = internal<(options: object) => FetchManager>('consumer/fetchManager.js');
const { prototype } = internal<{ prototype: { fetch(nodeId: number): Promise<unknown[]> } }>(
  'consumer/runner.js',
);

it('fetchers of a consumer that has been stopped end, and do not keep the process from all else', async () => {
  // A runner that was stopped before its fetch manager made these fetchers.
  const runner: { running: boolean; fetchManager?: FetchManager } = { running: false };
  const silent: object = { debug: () => undefined, info: () => undefined, namespace: () => silent };
  let fetches = 0;
  runner.fetchManager = createFetchManager({
    logger: silent,
    getNodeIds: () => ['1', '2'],
    handler: async () => undefined,
    fetch: (nodeId: number) => {
      fetches += 1;
      if (fetches > 1_000) throw new Error('they never end');
      return prototype.fetch.call(runner, nodeId);
    },
  });
  await runner.fetchManager.start();
  expect(fetches).toBeLessThanOrEqual(2);
});
