import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Consumer, type EachBatchPayload, type Kafka } from 'ktb-kafkajs';
import type {
  PartitionWorker,
  RecordSource,
  SourceState,
  TopicPartition,
} from '../../../../consumers/bridge/source.ts';
import type { Logger } from '../../../logger.ts';
import { reasonOf, UserError } from '../../../user-error.ts';
import { Assignment } from '../../assignment.ts';
import { unreadableBatch } from '../unreadable-batch.ts';
import type { TopicSettings } from '../../positions.ts';
import { positionTaker } from './take-up.ts';
import { toRecord } from '../to-record.ts';

export interface KafkaSourceOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  /** Each topic, and how it is read. */
  readonly topics: ReadonlyMap<string, TopicSettings>;
  readonly log: Logger;
  /** How long the group waits for a member that died before others take over its partitions. Default 15,000. */
  readonly sessionTimeoutMs?: number;
  /** How often the watermarks are committed, in milliseconds. Default 1,000. */
  readonly commitEveryMs?: number;
  /** Keeps the partitions of one generation of the group. Default: an `Assignment`. */
  readonly assign?: (...args: ConstructorParameters<typeof Assignment>) => Assignment;
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
  sessionTimeoutMs = 15_000,
  commitEveryMs = 1_000,
  assign = (...args) => new Assignment(...args),
  onCrash,
}: KafkaSourceOptions): RecordSource {
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    sessionTimeout: sessionTimeoutMs,
    // A fetch answers as soon as there is a record; this bounds how long a resumed partition waits for its turn.
    maxWaitTimeInMs: 500,
  });
  const takeUp = positionTaker({ kafka, consumer, groupId, topics, log });
  let assignment = Assignment.none;
  let draining = false;
  let commits: NodeJS.Timeout | undefined;
  let heardAt = Date.now();
  let progress: Omit<SourceState, 'partitions' | 'heardAt'> = {
    phase: 'joining',
    since: Date.now(),
    cause: undefined,
  };
  const enter = (phase: SourceState['phase'], cause?: Error) => {
    progress = { phase, since: phase === progress.phase ? progress.since : Date.now(), cause };
  };

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, pause, isRunning, isStale } = payload;
    const current = assignment;
    const worker = current.workerOf(batch);
    const isCurrent = () => !draining && isRunning() && !isStale() && current.workerOf(batch) === worker;
    // Nothing is resolved any more, so that kafkajs would fetch the same again and again.
    if (draining) {
      pause();
      return;
    }
    if (!worker && isCurrent()) throw rejoin();
    current.commit = (offsets) => payload.commitOffsetsIfNecessary({ topics: offsets });
    for (const message of batch.messages) {
      if (!worker || !isCurrent()) return;
      const unreadable = unreadableBatch(message);
      if (unreadable) {
        // Somebody has to decide: the partition stays where it is, and the others go on.
        pause();
        current.stopped(batch, unreadable);
        log.error({ topic: batch.topic, partition: batch.partition, cause: unreadable.message }, 'stopped');
        return;
      }
      const held = await worker.offer(toRecord(batch, message));
      // A generation that ended meanwhile must not tell the next one that the record was taken.
      if (!isCurrent()) return;
      if (held) {
        // Not resolved, so the same record comes again once the partition is resumed.
        const resume = pause();
        current.held(batch);
        void held.until.then(() => current.workerOf(batch) === worker && !draining && resume());
        return;
      }
      current.taken(batch);
      resolveOffset(message.offset);
    }
  }

  function follow(open: (partition: TopicPartition) => PartitionWorker): Promise<void> {
    const joined = Promise.withResolvers<void>();
    const crash = (cause: Error) => {
      assignment.close();
      enter('stopped', cause);
      joined.reject(cause);
      onCrash(cause);
    };
    const takeOver = async (current: Assignment, partitions: ReturnType<typeof topicsOf>) => {
      if (!(await takeUp(current))) return;
      consumer.resume(partitions);
      enter('reading');
      log.info({ groupId, partitions: current.names }, 'partitions assigned');
      joined.resolve();
    };
    const leave = (cause?: Error) => {
      assignment.close();
      enter('joining', cause);
    };
    consumer.on(consumer.events.REBALANCING, () => leave());
    consumer.on(consumer.events.HEARTBEAT, () => {
      heardAt = Date.now();
    });
    consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
      heardAt = Date.now();
      assignment.close();
      const current = (assignment = assign(partitionsOf(memberAssignment), topics, open));
      const partitions = topicsOf(memberAssignment);
      // Paused until it is known where to read from; resumed whatever an earlier generation had them wait for.
      consumer.pause(partitions);
      enter('locating');
      takeOver(current, partitions).catch(crash);
    });
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      if (restart) leave(error);
      else crash(error);
    });
    return joined.promise;
  }

  return {
    get state() {
      return { ...progress, heardAt, partitions: assignment.states };
    },

    async start(open) {
      const joined = follow(open);
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics.keys()], fromBeginning: true });
      await Promise.all([joined, runConsumer(consumer, eachBatch)]).catch((cause: unknown) => {
        if (cause instanceof UserError) throw cause;
        throw new UserError(`cannot join the consumer group ${groupId}: ${reasonOf(cause)}`, 1, { cause });
      });
      commits = setInterval(() => void commit(), commitEveryMs);
    },

    async stop(deadlineMs) {
      draining = true;
      clearInterval(commits);
      const inTime = (work: Promise<boolean>, share: number) =>
        Promise.race([work, delay(deadlineMs * share, false, { ref: false })]);
      // What is left of the deadline is for the last commit and for leaving the group.
      const idle = await inTime(
        assignment.idle().then(() => true),
        0.7,
      );
      const committed = await inTime(commit(), 0.15);
      assignment.close();
      await inTime(
        consumer.disconnect().then(
          () => true,
          () => false,
        ),
        0.15,
      );
      return { drained: idle && committed };
    },
  };

  /** A failed commit costs a redelivery at worst; the next one carries the same offsets and more. */
  async function commit(): Promise<boolean> {
    try {
      await assignment.commitSettled();
      return true;
    } catch (cause) {
      log.debug({ cause: reasonOf(cause) }, 'offsets not committed');
      return false;
    }
  }
}

/**
 * kafkajs can go on fetching for a generation whose end it has announced, when the attempt to join the next one failed.
 * This makes it try again.
 */
function rejoin(): Error {
  const error = new kafkajs.KafkaJSError('the partition is not assigned in this generation');
  return Object.assign(error, { type: 'REBALANCE_IN_PROGRESS' });
}

const runConsumer = (consumer: Consumer, eachBatch: (payload: EachBatchPayload) => Promise<void>) =>
  consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    // `eachBatch` only hands records over, so one partition at work never keeps another from being fetched.
    partitionsConsumedConcurrently: 1_000,
    eachBatch,
  });

const partitionsOf = (assigned: Readonly<Record<string, number[]>>): TopicPartition[] =>
  Object.entries(assigned).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );

const topicsOf = (assigned: Readonly<Record<string, number[]>>) =>
  Object.entries(assigned).map(([topic, partitions]) => ({ topic, partitions }));
