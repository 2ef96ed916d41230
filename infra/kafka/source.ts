import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { InboundRecord } from '../../consumers/inbound-record.ts';
import type { PartitionWorker, RecordSource, TopicPartition } from '../../consumers/source.ts';
import type { Logger } from '../logger.ts';
import { reasonOf, UserError } from '../user-error.ts';
import { Assignment } from './assignment.ts';

export interface KafkaSourceOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly log: Logger;
  /** How often the watermarks are committed, in milliseconds. Default 1,000. */
  readonly commitEveryMs?: number;
  /** The consumer stopped for good, which it does not mend by itself. */
  readonly onCrash: (cause: Error) => void;
}

/**
 * kafkajs behind the bridge's port. A generation of the group is one `Assignment`; what belongs to an earlier one can
 * commit nothing.
 */
export function kafkaSource({
  kafka,
  groupId,
  topics,
  log,
  commitEveryMs = 1_000,
  onCrash,
}: KafkaSourceOptions): RecordSource {
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    // A fetch answers as soon as there is a record; this bounds how long a resumed partition waits for its turn.
    maxWaitTimeInMs: 500,
  });
  let assignment = Assignment.none;
  let draining = false;
  let commits: NodeJS.Timeout | undefined;

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, pause, isRunning, isStale } = payload;
    const current = assignment;
    const worker = current.workerOf(batch);
    current.commit = (offsets) => payload.commitOffsetsIfNecessary({ topics: offsets });
    for (const message of batch.messages) {
      if (!worker || draining || !isRunning() || isStale() || current !== assignment) return;
      const held = await worker.offer(toRecord(batch, message));
      if (held) {
        // Not resolved, so the same record comes again once the partition is resumed.
        const resume = pause();
        void held.until.then(() => current === assignment && !draining && resume());
        return;
      }
      resolveOffset(message.offset);
    }
  }

  function follow(open: (partition: TopicPartition) => PartitionWorker): Promise<void> {
    const joined = Promise.withResolvers<void>();
    consumer.on(consumer.events.REBALANCING, () => assignment.close());
    consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
      assignment.close();
      assignment = new Assignment(partitionsOf(memberAssignment), open);
      // kafkajs keeps a partition paused across generations, but what it waited for is gone.
      if (!draining) consumer.resume(topicsOf(memberAssignment));
      log.info({ groupId, partitions: assignment.names }, 'partitions assigned');
      joined.resolve();
    });
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      assignment.close();
      if (restart) return;
      joined.reject(error);
      onCrash(error);
    });
    return joined.promise;
  }

  return {
    async start(open) {
      const joined = follow(open);
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await Promise.all([joined, runConsumer(consumer, eachBatch)]).catch((cause: unknown) => {
        throw new UserError(`cannot join the consumer group ${groupId}: ${reasonOf(cause)}`, 1, { cause });
      });
      commits = setInterval(() => void commit(), commitEveryMs);
    },

    async stop(deadlineMs) {
      draining = true;
      clearInterval(commits);
      consumer.pause(topics.map((topic) => ({ topic })));
      const drained = await assignment.idle(deadlineMs);
      await commit();
      assignment.close();
      await consumer.disconnect();
      return { drained };
    },
  };

  /** A failed commit costs a redelivery at worst; the next one carries the same offsets and more. */
  async function commit(): Promise<void> {
    await assignment
      .commitSettled()
      .catch((cause: unknown) => log.debug({ err: cause }, 'offsets not committed'));
  }
}

const runConsumer = (consumer: Consumer, eachBatch: (payload: EachBatchPayload) => Promise<void>) =>
  consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    // `eachBatch` only hands records over, so one partition at work never keeps another from being fetched.
    partitionsConsumedConcurrently: 1_000,
    eachBatch,
  });

const toRecord = ({ topic, partition }: TopicPartition, message: KafkaMessage): InboundRecord => ({
  topic,
  partition,
  offset: BigInt(message.offset),
  key: message.key,
  value: message.value,
  headers: message.headers ?? {},
});

const partitionsOf = (assigned: Readonly<Record<string, number[]>>): TopicPartition[] =>
  Object.entries(assigned).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );

const topicsOf = (assigned: Readonly<Record<string, number[]>>) =>
  Object.keys(assigned).map((topic) => ({ topic }));
