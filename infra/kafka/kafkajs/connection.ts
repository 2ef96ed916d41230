import type { Kafka as KafkaJs } from 'ktb-kafkajs';
import type { Kafka } from '../kafka.ts';
import { clusterView } from './cluster-view.ts';
import { followTopics } from './follow-topics.ts';
import { groupOffsets } from './group-offsets.ts';
import { readLog } from './read-log.ts';
import { openSender } from './sender.ts';
import { kafkaSource } from './source/source.ts';
import { topicAdmin } from './topic-admin.ts';

/** kafkajs behind the ports. */
export function connectionOf(client: KafkaJs): Kafka {
  const cluster = clusterView(client);
  const kafka: Kafka = {
    cluster,
    groups: groupOffsets(client),
    topics: topicAdmin(client, cluster),
    source: (options) => kafkaSource({ ...options, client, kafka }),
    openSender: () => openSender(client),
    readLog: (options) => readLog({ ...options, client, kafka }),
    follow: (options) => followTopics({ ...options, client, kafka }),
  };
  return kafka;
}
