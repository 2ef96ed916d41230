import type { KafkaMessage } from 'ktb-kafkajs';
import type { TopicPartition } from '../../../consumers/bridge/source.ts';
import type { InboundRecord } from '../../../consumers/bridge/inbound-record.ts';
import { headerListOf } from './record-decoder.ts';

/** What kafkajs read, in the bridge's own words. */
export const toRecord = ({ topic, partition }: TopicPartition, message: KafkaMessage): InboundRecord => ({
  topic,
  partition,
  offset: BigInt(message.offset),
  timestamp: Number(message.timestamp),
  key: message.key,
  value: message.value,
  headers: message.headers ?? {},
  headerList: headerListOf(message.headers),
});
