import type { Consumer, Kafka as Client } from 'ktb-kafkajs';
import type { RecordSource } from '../../../../consumers/bridge/source.ts';
import { reasonOf, UserError } from '../../../user-error.ts';
import { isForbidden } from '../../errors.ts';
import { kafkaError } from '../errors.ts';
import { Assignment } from '../../assignment.ts';
import type { Kafka, KafkaSourceOptions } from '../../kafka.ts';
import { incarnationMetadata } from '../../positions.ts';
import { batchHandler } from './batches.ts';
import { drain } from './drain.ts';
import { Membership } from './membership.ts';
import { SourceProgress } from './progress.ts';
import { positionTaker } from './take-up.ts';

/** kafkajs announces a rebalance when it is over, and no response that it decodes has leader epochs or topic ids. */
const CAPABILITIES = { revoking: false, leaderEpochs: false, topicIds: false };

/** kafkajs behind the bridge's port. A generation of the group is one `Assignment`. */
export function kafkaSource(options: KafkaSourceOptions & { client: Client; kafka: Kafka }): RecordSource {
  const { groupId, topics, log, onCrash, commitEveryMs = 1_000 } = options;
  const { metadataOf = incarnationMetadata(topics) } = options;
  const consumer = consumerOf(options);
  const progress = new SourceProgress();
  const membership = new Membership({
    consumer,
    groupId,
    log,
    progress,
    metadataOf,
    assign: options.assign ?? ((...args) => new Assignment(...args)),
    takeUp: positionTaker({ ...options, consumer, metadataOf }),
    onCrash,
  });
  let draining = false;
  let commits: NodeJS.Timeout | undefined;

  /** A failed commit costs a redelivery at worst; the next one carries the same offsets and more. */
  async function commit(): Promise<boolean> {
    try {
      await membership.assignment.commitSettled();
      return true;
    } catch (cause) {
      log.debug({ cause: reasonOf(cause) }, 'offsets not committed');
      return false;
    }
  }

  return {
    capabilities: CAPABILITIES,

    get state() {
      return { ...progress.state, partitions: membership.assignment.states };
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
            log,
            assignment: () => membership.assignment,
            isDraining: () => draining,
          }),
        ]);
      } catch (cause) {
        if (cause instanceof UserError) throw cause;
        const remedy = isForbidden(kafkaError((cause as Error).cause)) ? ': give it READ on it' : '';
        throw new UserError(`cannot join the consumer group ${groupId}: ${reasonOf(cause)}${remedy}`, 1, {
          cause,
        });
      }
      commits = setInterval(() => void commit(), commitEveryMs);
    },

    stop(deadlineMs) {
      draining = true;
      clearInterval(commits);
      const idle = () => membership.assignment.idle();
      const close = () => membership.assignment.close();
      return drain({ idle, commit, close, leave: () => consumer.disconnect() }, deadlineMs);
    },
  };
}

const consumerOf = ({
  client,
  groupId,
  sessionTimeoutMs = 15_000,
}: KafkaSourceOptions & { client: Client }) =>
  client.consumer({
    groupId,
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
