import { Partitioners, type IHeaders, type Kafka, type Message } from 'ktb-kafkajs';
import type { OutboundRecord } from '../../../consumers/bridge/dead-letter.ts';
import type { TopicPartition } from '../../../consumers/bridge/source.ts';
import { KafkaError } from '../errors.ts';
import type { RecordSender } from '../ports.ts';
import { openCluster } from './cluster.ts';
import { translated } from './errors.ts';
import { partitionWriter, type PartitionWriter } from './partition-writer.ts';
import { partitionsIn, topicProblemOf } from './partition-problems.ts';
import { persistently } from './persistently.ts';

/** The Java clients' own, so that a key has one partition whatever client wrote it. */
const { DefaultPartitioner } = Partitioners;

/**
 * kafkajs's producer waits for all topics of a request, and has one sequence of requests for each broker. This one makes
 * kafkajs's requests, but those of each partition by themselves.
 */
export function openSender(client: Kafka): Promise<RecordSender> {
  const cluster = openCluster(client);
  const partitioner = DefaultPartitioner();
  const writers = new Map<string, PartitionWriter>();

  function writerTo(to: TopicPartition): PartitionWriter {
    const name = `${to.topic}/${to.partition}`;
    const writer = writers.get(name) ?? partitionWriter(cluster, to);
    writers.set(name, writer);
    return writer;
  }

  const partitionsOf = (topic: string, keys: readonly (Buffer | null)[]) =>
    persistently(cluster, async () => {
      await cluster.addMultipleTargetTopics([topic]);
      await cluster.refreshMetadataIfNecessary();
      const problem = topicProblemOf(cluster, topic);
      const partitionMetadata = [...partitionsIn(cluster, topic)];
      if (problem) throw new KafkaError('outage', problem.message, { cause: problem });
      if (partitionMetadata.length === 0)
        throw new KafkaError('outage', `topic ${topic} has no partitions yet`);
      return keys.map((key) =>
        partitioner({ topic, partitionMetadata, message: { key, value: null } } as never),
      );
    });

  return translated(async () => {
    await cluster.connect();
    return {
      partitionsOf: (topic, keys) => translated(() => partitionsOf(topic, keys)),
      send: (to, records, options) => translated(() => writerTo(to).write(records.map(toMessage), options)),
      close: () => translated(() => cluster.disconnect()),
    };
  });
}

const toMessage = ({ key, value, headers }: OutboundRecord): Message => ({
  key,
  value,
  // kafkajs's types have no null header value, which Kafka has; see the patch of its encoder.
  headers: headers as IHeaders,
});
