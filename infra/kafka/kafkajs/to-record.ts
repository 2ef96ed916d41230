import type { KafkaMessage } from 'ktb-kafkajs';
import type { TopicPartition } from '../../../consumers/bridge/source.ts';
import type { InboundRecord } from '../../../consumers/bridge/inbound-record.ts';
import type { PartitionLog } from '../partition-log.ts';
import { NO_EPOCH, type FetchedMessage } from './end-of-batch.ts';
import { headerListOf } from './record-decoder.ts';

/** What kafkajs read, in the bridge's own words. */
export const toRecord = (
  { topic, partition }: TopicPartition,
  message: KafkaMessage,
  log?: Pick<PartitionLog, 'life' | 'sent'>,
): InboundRecord => {
  const leaderEpoch = epochOf(message);
  const { life, sent } = log ?? {};
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    timestamp: Number(message.timestamp),
    key: message.key,
    value: message.value,
    headers: message.headers ?? {},
    headerList: headerListOf(message.headers),
    ...(leaderEpoch !== undefined && { leaderEpoch }),
    ...(life?.topicId !== undefined && { topicId: life.topicId, isRecreated: life.isRecreated }),
    ...sent?.about(BigInt(message.offset)),
  };
};

/** The leader epoch in which it was written; undefined if the broker that wrote it knew none. */
export function epochOf(message: KafkaMessage): number | undefined {
  const { partitionLeaderEpoch = NO_EPOCH } = (message as unknown as FetchedMessage).batchContext ?? {};
  return partitionLeaderEpoch === NO_EPOCH ? undefined : partitionLeaderEpoch;
}
