import { internal } from './internals.ts';

interface ConsumerGroup {
  /** Replaced with each generation of the group. */
  readonly offsetManager: object;
  fetch(nodeId: number): Promise<unknown[]>;
}

/**
 * kafkajs fetches from each broker separately. If one of them says that a partition has moved, kafkajs joins the group
 * again at once, while responses of the other brokers are on their way. Those answer fetches of the generation that
 * ended, from offsets behind records that are not settled. In the new generation they would skip these records, so they
 * are dropped here.
 */
const { prototype } = internal<{ prototype: ConsumerGroup }>('consumer/consumerGroup.js');

const fetch = prototype.fetch;
prototype.fetch = async function (nodeId) {
  const { offsetManager } = this;
  const batches = await fetch.call(this, nodeId);
  return this.offsetManager === offsetManager ? batches : [];
};
