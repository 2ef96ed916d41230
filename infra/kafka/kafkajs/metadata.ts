import { internal, replaceInternal } from './internals.ts';
import type { BrokerPool, Metadata } from './cluster.ts';

interface Protocol {
  readonly parse: (data: Metadata) => Promise<Metadata>;
}

/**
 * kafkajs takes the error of one topic, or of one partition, in the brokers' answer for the error of all of them: with
 * one partition without a leader, or one topic that was deleted, nothing is read or written, and no topic is listed. Here
 * the answer is taken as it is, with the errors in it. The versions that are not named here use what these export.
 */
for (const version of [0, 1]) {
  replaceInternal<Protocol>(`protocol/requests/metadata/v${version}/response.js`, (protocol) => ({
    ...protocol,
    parse: async (data) => data,
  }));
}

/** While something is wrong with a topic, the brokers are asked again after so many milliseconds. */
const ASK_AGAIN_AFTER_MS = 1_000;

const { prototype } = internal<{ prototype: BrokerPool }>('cluster/brokerPool.js');

const refreshMetadata = prototype.refreshMetadata;
prototype.refreshMetadata = async function (topics) {
  await refreshMetadata.call(this, topics);
  if (this.metadata && !isWhole(this.metadata))
    this.metadataExpireAt = Math.min(this.metadataExpireAt ?? Infinity, Date.now() + ASK_AGAIN_AFTER_MS);
};

const isWhole = ({ topicMetadata }: Metadata): boolean =>
  topicMetadata.every(
    ({ topicErrorCode, partitionMetadata }) =>
      topicErrorCode === 0 && partitionMetadata.every(({ leader }) => leader >= 0),
  );
