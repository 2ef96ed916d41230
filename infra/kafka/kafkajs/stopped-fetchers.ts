import { internal } from './internals.ts';

interface Runner {
  readonly running: boolean;
  readonly fetchManager: { stop(): Promise<void> };
  fetch(nodeId: number): Promise<unknown[]>;
}

/**
 * If a consumer is stopped while kafkajs makes new fetchers, as brokers have come or gone, it stops the old ones. The new
 * ones then ask a runner that has ended, again and again without a pause, and nothing else of the process ever runs. Here
 * that runner stops them.
 */
const { prototype } = internal<{ prototype: Runner }>('consumer/runner.js');

const fetch = prototype.fetch;
prototype.fetch = async function (nodeId) {
  if (this.running) return fetch.call(this, nodeId);
  void this.fetchManager.stop();
  return [];
};
