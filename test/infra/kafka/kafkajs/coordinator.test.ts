import { expect, it } from '@jest/globals';
import '../../../../infra/kafka/kafkajs/patches.ts';
import { internal } from '../../../../infra/kafka/kafkajs/internals.ts';

const { prototype } = internal<{
  prototype: { findGroupCoordinatorMetadata(group: { groupId: string }): Promise<unknown> };
}>('cluster/index.js');

it('a group without a coordinator is an outage, after which the consumer is started again', async () => {
  // A cluster none of whose brokers knows the coordinator.
  const cluster = { brokerPool: { withBroker: async () => null } };
  const looking = prototype.findGroupCoordinatorMetadata.call(cluster, { groupId: 'g' });
  await expect(looking).rejects.toMatchObject({ name: 'KafkaJSGroupCoordinatorNotFound', retriable: true });
});
