import type { Kafka } from 'ktb-kafkajs';
import type { TopicPartition } from '../../../consumers/bridge/source.ts';
import type { LogOffset, LogRange } from '../ports.ts';
import { translated } from './errors.ts';
import { withCluster, type Broker, type Cluster } from './requests/broker.ts';
import {
  END,
  endsOfEpochs,
  LAST_STABLE,
  listOffsets,
  OLDEST,
  type PartitionAnswer,
} from './requests/log-offsets.ts';
import { topicMetadata } from './requests/topic-metadata.ts';

/** Where each partition begins and ends. Without those whose leader does not answer. */
export const logRanges = (client: Kafka, topics: readonly string[]): Promise<LogRange[]> =>
  translated(() =>
    withCluster(client, async (cluster) => {
      await cluster.addMultipleTargetTopics(topics);
      const partitions = topics.flatMap((topic) =>
        cluster.findTopicPartitionMetadata(topic).map(({ partitionId: partition }) => ({ topic, partition })),
      );
      const ofLeaders = await askLeaders(cluster, partitions, rangesOf);
      return ofLeaders.flat();
    }),
  );

/** Where leader epochs end; see `ClusterView.endsOfEpochs`. */
export const epochEnds = (
  client: Kafka,
  asked: readonly (TopicPartition & { readonly epoch: number })[],
): Promise<LogOffset[]> =>
  translated(() =>
    withCluster(client, async (cluster) => {
      await cluster.addMultipleTargetTopics([...new Set(asked.map(({ topic }) => topic))]);
      const answers = await askLeaders(cluster, asked, (broker, some) =>
        endsOfEpochs(
          broker,
          Map.groupBy(some, ({ topic }) => topic),
        ),
      );
      return answers
        .flat()
        .filter(({ error, offset }) => error === 0 && offset >= 0n)
        .map(({ topic, partition, offset }) => ({ topic, partition, offset }));
    }),
  );

/** Asks each leader about its partitions, side by side. Those without a leader are left out. */
async function askLeaders<P extends TopicPartition, T>(
  cluster: Cluster,
  partitions: readonly P[],
  ask: (broker: Broker, partitions: readonly P[]) => Promise<T>,
): Promise<T[]> {
  const leaderOf = ({ topic, partition }: P) =>
    cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition)?.leader ??
    -1;
  const byLeader = [...Map.groupBy(partitions, leaderOf)].filter(([leader]) => leader >= 0);
  return Promise.all(byLeader.map(async ([nodeId, some]) => ask(await cluster.findBroker({ nodeId }), some)));
}

async function rangesOf(broker: Broker, partitions: readonly TopicPartition[]): Promise<LogRange[]> {
  const asked = new Map(
    [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, some]) => [
      topic,
      some.map(({ partition }) => partition),
    ]),
  );
  const names = [...asked.keys()];
  const before = await topicMetadata(broker, names);
  const answers = await Promise.all(
    [OLDEST, LAST_STABLE, END].map((which) => listOffsets(broker, which, asked)),
  );
  const topics = await topicMetadata(broker, names);
  const idIn = (all: typeof topics, topic: string) => all?.find(({ name }) => name === topic)?.topicId;
  return partitions.flatMap(({ topic, partition }) => {
    const isIt = (answer: PartitionAnswer) => answer.topic === topic && answer.partition === partition;
    const [low, stable, high] = answers.map((answer) => answer.find(isIt));
    if (!low || !stable || !high || [low, stable, high].some(({ error }) => error !== 0)) return [];
    // The offsets may be those of the topic before, if it was recreated meanwhile.
    if (idIn(before, topic) !== idIn(topics, topic)) return [];
    const known = topics?.find(({ name }) => name === topic);
    return {
      topic,
      partition,
      low: low.offset,
      stable: stable.offset,
      high: high.offset,
      topicId: known?.topicId,
      leaderEpoch: known?.partitions.find((one) => one.partition === partition)?.leaderEpoch,
    };
  });
}
