import type { TopicPartition } from '../../../consumers/bridge/source.ts';
import { isOf } from '../../../consumers/bridge/topic-partition.ts';
import type { LogOffset, LogRange } from '../ports.ts';
import type { Broker, Cluster } from './cluster.ts';
import { leaderOf, problemOf } from './partition-problems.ts';
import { END, endsOfEpochs, LAST_STABLE, listOffsets, OLDEST } from './requests/log-offsets.ts';
import { lifeIn, topicMetadata } from './requests/topic-metadata.ts';

/** Where each partition begins and ends. Without those whose leader does not answer. */
export const rangesIn = (cluster: Cluster, partitions: readonly TopicPartition[]): Promise<LogRange[]> =>
  askLeaders(cluster, partitions, rangesOf);

/** Where leader epochs end; see `ClusterView.endsOfEpochs`. */
export async function epochEndsIn(
  cluster: Cluster,
  asked: readonly (TopicPartition & { readonly epoch: number })[],
): Promise<LogOffset[]> {
  await cluster.addMultipleTargetTopics([...new Set(asked.map(({ topic }) => topic))]);
  const answers = await askLeaders(cluster, asked, (broker, some) =>
    endsOfEpochs(
      broker,
      Map.groupBy(some, ({ topic }) => topic),
    ),
  );
  return answers
    .filter(({ error, offset }) => error === 0 && offset >= 0n)
    .map(({ topic, partition, offset }) => ({ topic, partition, offset }));
}

/** Asks each leader about its partitions, side by side. One that does not answer leaves its own out. */
async function askLeaders<P extends TopicPartition, T>(
  cluster: Cluster,
  partitions: readonly P[],
  ask: (broker: Broker, partitions: readonly P[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const led = partitions.filter((partition) => !problemOf(cluster, partition));
  const byLeader = [...Map.groupBy(led, (partition) => leaderOf(cluster, partition))];
  const answers = await Promise.allSettled(
    byLeader.map(async ([nodeId, some]) => ask(await cluster.findBroker({ nodeId }), some)),
  );
  const failed = answers.find(({ status }) => status === 'rejected');
  if (failed && answers.every(({ status }) => status === 'rejected'))
    throw (failed as PromiseRejectedResult).reason;
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
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
  const after = await topicMetadata(broker, names);
  return partitions.flatMap((partition) => {
    const [low, stable, high] = answers.map((answer) => answer.find(isOf(partition)));
    if (!low || !stable || !high || [low, stable, high].some(({ error }) => error !== 0)) return [];
    const life = lifeIn(after, partition);
    // The offsets may be those of the topic before, if it was recreated meanwhile.
    if (lifeIn(before, partition).topicId !== life.topicId) return [];
    return {
      topic: partition.topic,
      partition: partition.partition,
      low: low.offset,
      stable: stable.offset,
      high: high.offset,
      ...life,
    };
  });
}
