import { internal } from './internals.ts';

interface ConsumerGroup {
  /** Replaced with each generation of the group. */
  readonly offsetManager: object;
  fetch(nodeId: number): Promise<unknown[]>;
}

/**
 * kafkajs reads from each broker by itself. Where one of them says that a partition has moved, the group is joined again
 * at once, while answers of the other brokers are on their way: to questions of the generation that ended, which read on
 * behind records that are not settled. Taken for answers of the new generation they skip those. Here they are dropped.
 */
const { prototype } = internal<{ prototype: ConsumerGroup }>('consumer/consumerGroup.js');

const fetch = prototype.fetch;
prototype.fetch = async function (nodeId) {
  const { offsetManager } = this;
  const batches = await fetch.call(this, nodeId);
  return this.offsetManager === offsetManager ? batches : [];
};
