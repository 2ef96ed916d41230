import { internal } from './internals.ts';

/**
 * If no broker knows the group's coordinator, as right after brokers have started, kafkajs gives up for good: the
 * consumer crashes and is not started again. It is an outage like any other, so the error is made retriable.
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
