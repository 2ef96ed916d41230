import { internal } from './internals.ts';

interface ConsumerGroup {
  readonly cluster: { refreshMetadata(): Promise<void> };
  joinAndSync(): Promise<void>;
  recoverFromOffsetOutOfRange(): Promise<void>;
}

/**
 * kafkajs answers an offset that is out of range by committing the topic's default one, which skips records or takes
 * all of them again without a word. Here the group is joined again: `readFrom` then compares what was committed with
 * what the topic has, and says where to read on.
 */
const { prototype } = internal<{ prototype: ConsumerGroup }>('consumer/consumerGroup.js');

prototype.recoverFromOffsetOutOfRange = async function () {
  await this.cluster.refreshMetadata();
  await this.joinAndSync();
};
