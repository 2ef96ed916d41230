import type { Consumer, Kafka as Client } from 'ktb-kafkajs';
import type { PartitionState, RecordSource } from '../../../../consumers/bridge/source.ts';
import { reasonOf, UserError } from '../../../user-error.ts';
import { Assignment, type MetadataOf } from '../../assignment.ts';
import { isForbidden } from '../../errors.ts';
import { kafkaError } from '../errors.ts';
import type { Kafka, KafkaSourceOptions } from '../../kafka.ts';
import { writeCommitMetadata } from '../../commit-metadata.ts';
import { TopicBeginnings } from '../../topic-beginnings.ts';
import type { Cluster } from '../cluster.ts';
import { holdJoins } from '../join-again.ts';
import { readingProblemOf } from '../partition-errors.ts';
import { partitionsIn, topicProblemOf } from '../partition-problems.ts';
import { topicIdsIn } from '../requests/topic-metadata.ts';
import { subscriberAssigner } from '../subscriber-assigner.ts';
import { batchHandler } from './batches.ts';
import { drain } from './drain.ts';
import { Membership } from './membership.ts';
import { SourceProgress } from './progress.ts';
import { seekInRecreatedTopics } from './recreated-topics.ts';
import { settleFirst } from './settle-first.ts';
import { positionTaker } from './take-up.ts';

/** kafkajs announces a rebalance when it is over. Epochs and topic ids are there if the brokers tell them. */
const CAPABILITIES = { revoking: false, leaderEpochs: true, topicIds: true };

/** How often the brokers are asked whether a topic was created again, in milliseconds. */
const LOOK_EVERY_MS = 10_000;

/** kafkajs behind the bridge's port. A generation of the group is one `Assignment`. */
export function kafkaSource(options: KafkaSourceOptions & { client: Client; kafka: Kafka }): RecordSource {
  const { groupId, topics, log, onCrash, commitEveryMs = 1_000 } = options;
  const beginnings = new TopicBeginnings(topics);
  const { metadataOf = commitMetadata(topics, beginnings) } = options;
  let cluster: Cluster | undefined;
  const consumer = consumerOf(options, (connections) => {
    cluster = connections;
    holdJoins(
      connections,
      settleFirst({ topicIds: idsIn(connections), assignment: () => membership.assignment }),
    );
  });
  const progress = new SourceProgress();
  const membership = new Membership({
    consumer,
    groupId,
    log,
    progress,
    metadataOf,
    assign: options.assign ?? ((...args) => new Assignment(...args)),
    takeUp: positionTaker({
      ...options,
      consumer,
      metadataOf,
      beginnings,
      partitionCount: (topic) => (cluster ? partitionsIn(cluster, topic).length : 0),
    }),
    onCrash,
  });
  let draining = false;
  const timers: NodeJS.Timeout[] = [];

  /** A failed commit costs a redelivery at worst; the next one carries the same offsets and more. */
  async function commit(): Promise<boolean> {
    try {
      await membership.assignment.commitSettled(draining);
      return true;
    } catch (cause) {
      log.debug({ cause: reasonOf(cause) }, 'offsets not committed');
      return false;
    }
  }

  async function lookAtTopics(): Promise<void> {
    const connections = cluster;
    if (!connections) return;
    try {
      await seekInRecreatedTopics({
        cluster: options.kafka.cluster,
        topicIds: idsIn(connections),
        consumer,
        assignment: () => membership.assignment,
      });
    } catch (cause) {
      log.debug({ cause: reasonOf(cause) }, 'no broker said which topics there are');
    }
  }

  return {
    capabilities: CAPABILITIES,

    get state() {
      const partitions = membership.assignment.states;
      return {
        ...progress.state,
        ...(cluster ? withProblems(cluster, partitions, topics.keys()) : { partitions }),
      };
    },

    async start(open) {
      try {
        const joined = membership.follow(open);
        joined.catch(() => undefined);
        await consumer.connect();
        await consumer.subscribe({ topics: [...topics.keys()], fromBeginning: true });
        await Promise.all([
          joined,
          run(consumer, {
            cluster: options.kafka.cluster,
            log,
            assignment: () => membership.assignment,
            isDraining: () => draining,
            commitSoon: () => void commit(),
          }),
        ]);
      } catch (cause) {
        if (cause instanceof UserError) throw cause;
        const remedy = isForbidden(kafkaError((cause as Error).cause)) ? ': give it READ on it' : '';
        throw new UserError(`cannot join the consumer group ${groupId}: ${reasonOf(cause)}${remedy}`, 1, {
          cause,
        });
      }
      timers.push(
        setInterval(() => void commit(), commitEveryMs),
        setInterval(() => void lookAtTopics(), LOOK_EVERY_MS),
      );
    },

    stop(deadlineMs) {
      draining = true;
      for (const timer of timers) clearInterval(timer);
      const idle = () => membership.assignment.idle();
      const close = () => membership.assignment.close();
      return drain({ idle, commit, close, leave: () => consumer.disconnect() }, deadlineMs);
    },
  };
}

const idsIn = (cluster: Cluster) => (topics: readonly string[]) => topicIdsIn(cluster, topics);

export const commitMetadata =
  (topics: KafkaSourceOptions['topics'], beginnings: TopicBeginnings): MetadataOf =>
  ({ topic }, offset, log, limit) =>
    writeCommitMetadata({
      ...log.life,
      limit,
      readAgainBelow: log.sent.readAgainBelow(offset),
      incarnation: topics.get(topic)?.incarnation ?? 1,
      partitions: beginnings.countOf(topic),
      epoch: log.epochBefore(offset),
    });

/** What the source knows of its partitions, with what the brokers last said of them and of the topics. */
const withProblems = (cluster: Cluster, states: readonly PartitionState[], topics: Iterable<string>) => ({
  partitions: states.map((state) => ({
    ...state,
    problem: state.problem ?? readingProblemOf(cluster, state),
  })),
  topicProblems: [...topics].flatMap((topic) => topicProblemOf(cluster, topic) ?? []),
});

const consumerOf = (
  { client, groupId, sessionTimeoutMs = 15_000 }: KafkaSourceOptions & { client: Client },
  onCluster: (cluster: Cluster) => void,
) =>
  client.consumer({
    groupId,
    partitionAssigners: [subscriberAssigner(onCluster)],
    allowAutoTopicCreation: false,
    sessionTimeout: sessionTimeoutMs,
    // A fetch answers as soon as there is a record; this bounds how long a resumed partition waits for its turn.
    maxWaitTimeInMs: 500,
  });

const run = (consumer: Consumer, options: Parameters<typeof batchHandler>[0]) =>
  consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    // The handler only hands records over, so one partition at work never keeps another from being fetched.
    partitionsConsumedConcurrently: 1_000,
    eachBatch: batchHandler(options),
  });
