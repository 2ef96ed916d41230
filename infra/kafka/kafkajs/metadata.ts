import { setTimeout as delay } from 'node:timers/promises';
import kafkajs from 'ktb-kafkajs';
import { race } from '../../../consumers/bridge/race.ts';
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
  await race([refreshAndLook(this, topics), silence()]);
};

async function refreshAndLook(pool: BrokerPool, topics: readonly string[]): Promise<void> {
  await refreshMetadata.call(pool, topics);
  if (pool.metadata && !isWhole(pool.metadata))
    pool.metadataExpireAt = Math.min(pool.metadataExpireAt ?? Infinity, Date.now() + ASK_AGAIN_AFTER_MS);
}

/** A broker that hangs is asked for nothing any more once the others have noticed it; meanwhile another one is asked. */
const ANSWER_WITHIN_MS = 5_000;

async function silence(): Promise<never> {
  await delay(ANSWER_WITHIN_MS, undefined, { ref: false });
  throw new kafkajs.KafkaJSConnectionError('a broker does not say who leads what');
}

const isWhole = ({ topicMetadata }: Metadata): boolean =>
  topicMetadata.every(
    ({ topicErrorCode, partitionMetadata }) =>
      topicErrorCode === 0 && partitionMetadata.every(({ leader }) => leader >= 0),
  );
