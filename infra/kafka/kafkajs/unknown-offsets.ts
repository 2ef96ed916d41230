import type { Cluster, OffsetsWanted, TopicOffsets } from './cluster.ts';
import { internal } from './internals.ts';
import { problemOf } from './partition-problems.ts';

const { prototype } = internal<{ prototype: Cluster }>('cluster/index.js');

/**
 * kafkajs asks for the first or last offsets of all partitions at once: one without a leader, or of a topic that was
 * deleted, fails the whole question, and with it every fetch of a group that has not committed for that partition. Here
 * the answer has the partitions that could be asked for; kafkajs asks for the others again, and reads nothing of them.
 */
const fetchTopicsOffset = prototype.fetchTopicsOffset;
prototype.fetchTopicsOffset = async function (topics) {
  const led = topics.map(({ topic, partitions, ...wanted }) => ({
    ...wanted,
    topic,
    partitions: partitions.filter(({ partition }) => !problemOf(this, { topic, partition })),
  }));
  const found = await fetchTopicsOffset
    .call(this, led)
    .catch((cause: unknown) => oneByOne((one) => fetchTopicsOffset.call(this, one), led, cause));
  return topics.map(({ topic }) => ({
    topic,
    partitions: found.filter((one) => one.topic === topic).flatMap(({ partitions }) => partitions),
  }));
};

/** The brokers' answers for each partition alone. Throws the cause if there is none. */
async function oneByOne(
  ask: (wanted: readonly OffsetsWanted[]) => Promise<TopicOffsets[]>,
  topics: readonly OffsetsWanted[],
  cause: unknown,
): Promise<TopicOffsets[]> {
  const alone = topics.flatMap((wanted) =>
    wanted.partitions.map((partition) => ask([{ ...wanted, partitions: [partition] }])),
  );
  const answers = await Promise.allSettled(alone);
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (found.length === 0) throw cause;
  return found;
}
