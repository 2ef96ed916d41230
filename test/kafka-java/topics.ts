import kafkajs, { type Admin } from 'kafkajs';
import { connectKafka } from '../../infra/kafka/client.ts';
import { createLogger } from '../../infra/logger.ts';
import { eventually } from '../eventually.ts';
import { COMPACTION, SMALL_SEGMENTS } from './compaction.ts';

export interface Topic {
  readonly name: string;
  readonly partitions: number;
  readonly isCompacted: boolean;
}

const LOGS_A_TOPIC = 25;

/** Each fourth topic is compacted; there are at least four, if there are logs for them. */
export function topicsOf(seed: number, logs: number): Topic[] {
  const size = Math.max(1, Math.min(LOGS_A_TOPIC, Math.ceil(logs / 4)));
  return Array.from({ length: Math.ceil(logs / size) }, (_, index) => ({
    name: `log-${seed}-${index}`,
    partitions: Math.min(size, logs - index * size),
    isCompacted: index % 4 === 3,
  }));
}

/** Creates topics, none of them compacted yet, and resolves once each can be read. */
export async function create(broker: string, admin: Admin, topics: readonly Topic[]): Promise<void> {
  await admin.createTopics({
    waitForLeaders: false,
    topics: topics.map(({ name, partitions, isCompacted }) => ({
      topic: name,
      numPartitions: partitions,
      ...(isCompacted && { configEntries: entriesOf(SMALL_SEGMENTS) }),
    })),
  });
  const kafka = connectKafka({ brokers: [broker], ssl: false, sasl: undefined }, createLogger('silent'));
  await eventually(() => kafka.cluster.ranges(topics.map(({ name }) => name)));
}

/** From now on the cleaner may take what is superseded in these topics. */
export async function compact(admin: Admin, topics: readonly string[]): Promise<void> {
  await admin.alterConfigs({
    validateOnly: false,
    resources: topics.map((name) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configEntries: entriesOf({ ...SMALL_SEGMENTS, ...COMPACTION }),
    })),
  });
}

const entriesOf = (config: Readonly<Record<string, string>>) =>
  Object.entries(config).map(([name, value]) => ({ name, value }));
