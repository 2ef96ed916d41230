import type { Consumer } from 'ktb-kafkajs';
import type { PartitionWorker, TopicPartition } from '../../../../consumers/bridge/source.ts';
import type { Logger } from '../../../logger.ts';
import { reasonOf } from '../../../user-error.ts';
import { Assignment, type MetadataOf } from '../../assignment.ts';
import { KafkaError } from '../../errors.ts';
import { kafkaError } from '../errors.ts';
import type { SourceProgress } from './progress.ts';
import type { OnLocated } from './take-up.ts';

export interface MembershipOptions {
  readonly consumer: Consumer;
  readonly groupId: string;
  readonly log: Logger;
  readonly progress: SourceProgress;
  readonly metadataOf: MetadataOf;
  /** Makes the assignment of one generation. */
  readonly assign: (...args: ConstructorParameters<typeof Assignment>) => Assignment;
  /** Finds out where to read on, and says so for each partition as it is known. */
  readonly takeUp: (assignment: Assignment, onLocated: OnLocated) => Promise<void>;
  readonly onCrash: (cause: Error) => void;
}

/** This member of the group, from one generation to the next. What belongs to an earlier one can commit nothing. */
export class Membership {
  /** Of the present generation, or of the last one while the group is joined again. */
  assignment = Assignment.none;
  readonly #options: MembershipOptions;
  readonly #joined = Promise.withResolvers<void>();
  #hasJoined = false;

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  /** Follows the group. Resolves once the first assignment is read; rejects if the consumer stops before. */
  follow(open: (partition: TopicPartition) => PartitionWorker): Promise<void> {
    const { consumer, progress } = this.#options;
    consumer.on(consumer.events.REBALANCING, () => this.#leave());
    consumer.on(consumer.events.HEARTBEAT, () => progress.heard());
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => this.#join(payload.memberAssignment, open));
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      if (restart) this.#leave(error);
      else this.#crash(new KafkaError('fatal', reasonOf(kafkaError(error)), { cause: error }));
    });
    return this.#joined.promise;
  }

  #join(assigned: Assigned, open: (partition: TopicPartition) => PartitionWorker): void {
    const { consumer, progress, assign, metadataOf } = this.#options;
    progress.heard();
    this.assignment.close();
    this.assignment = assign(partitionsOf(assigned), metadataOf, open);
    // Each is paused until it is known where to read from; resumed whatever an earlier generation made it wait for.
    consumer.pause(topicsOf(assigned));
    progress.enter('locating');
    this.#takeOver().catch((cause: Error) => this.#crash(cause));
  }

  async #takeOver(): Promise<void> {
    const { consumer, groupId, log, progress, takeUp } = this.#options;
    const current = this.assignment;
    let hasBegun = false;
    await takeUp(current, (located) => {
      consumer.resume(located.map(({ topic, partition }) => ({ topic, partitions: [partition] })));
      if (hasBegun) return;
      hasBegun = true;
      this.#hasJoined = true;
      progress.enter('reading');
      log.info({ groupId, partitions: current.names }, 'partitions assigned');
      this.#joined.resolve();
    });
  }

  #leave(cause?: Error): void {
    this.assignment.close();
    this.#options.progress.enter('joining', cause);
  }

  #crash(cause: Error): void {
    this.assignment.close();
    this.#options.progress.enter('stopped', cause);
    this.#joined.reject(cause);
    // Before it has joined, the start fails with this, and nothing else has to end.
    if (this.#hasJoined) this.#options.onCrash(cause);
  }
}

/** The partitions of each topic, as kafkajs tells them. */
type Assigned = Readonly<Record<string, number[]>>;

const partitionsOf = (assigned: Assigned): TopicPartition[] =>
  Object.entries(assigned).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );

const topicsOf = (assigned: Assigned) =>
  Object.entries(assigned).map(([topic, partitions]) => ({ topic, partitions }));
