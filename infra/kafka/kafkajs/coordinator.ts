import { internal } from './internals.ts';

/**
 * kafkajs gives up for good where no broker knows the group's coordinator, which brokers are slow to tell when they have
 * just come up: the consumer crashes and is not started again. It is an outage like any other.
 */
const { prototype } = internal<{
  prototype: { findGroupCoordinatorMetadata(group: { groupId: string }): Promise<unknown> };
}>('cluster/index.js');

const find = prototype.findGroupCoordinatorMetadata;
prototype.findGroupCoordinatorMetadata = async function (group) {
  try {
    return await find.call(this, group);
  } catch (error) {
    if (error instanceof Error && error.name === 'KafkaJSGroupCoordinatorNotFound')
      Object.assign(error, { retriable: true });
    throw error;
  }
};
