import kafkajs, { type EachBatchPayload, type KafkaMessage } from 'ktb-kafkajs';
import { PartitionProblem, type PartitionWorker } from '../../../../consumers/bridge/source.ts';
import type { Logger } from '../../../logger.ts';
import type { Assignment } from '../../assignment.ts';
import { translated } from '../errors.ts';
import { toRecord } from '../to-record.ts';
import { topicOffsets } from '../topic-offsets.ts';
import { unreadableBatch, type UnreadableBatch } from '../unreadable-batch.ts';

export interface BatchesOptions {
  readonly log: Logger;
  readonly assignment: () => Assignment;
  readonly isDraining: () => boolean;
}

/** Hands the records of a batch to the worker of their partition, one after the other. */
export const batchHandler =
  (options: BatchesOptions) =>
  async (payload: EachBatchPayload): Promise<void> => {
    const { isDraining } = options;
    const current = options.assignment();
    const worker = current.workerOf(payload.batch);
    const isCurrent = () =>
      !isDraining() &&
      payload.isRunning() &&
      !payload.isStale() &&
      options.assignment().workerOf(payload.batch) === worker;
    // Nothing is resolved any more, so kafkajs would fetch the same records again and again.
    if (isDraining()) {
      payload.pause();
      return;
    }
    if (!worker && isCurrent()) throw rejoin();
    current.commit = (commits) =>
      translated(() => payload.commitOffsetsIfNecessary({ topics: topicOffsets(commits) }));
    for (const message of payload.batch.messages) {
      if (!worker || !isCurrent()) return;
      const unreadable = unreadableBatch(message);
      if (unreadable) return stopAt(unreadable, current, payload, options.log);
      const isNext = await offer(message, { current, worker, payload, isCurrent, isDraining });
      if (!isNext) return;
    }
  };

interface Offering {
  readonly current: Assignment;
  readonly worker: PartitionWorker;
  readonly payload: EachBatchPayload;
  /** Whether the worker's generation is the present one still. */
  readonly isCurrent: () => boolean;
  readonly isDraining: () => boolean;
}

/** True if the record was taken, and the next one may be offered. */
async function offer(message: KafkaMessage, offering: Offering): Promise<boolean> {
  const { current, worker, payload, isCurrent, isDraining } = offering;
  const paused = await worker.offer(toRecord(payload.batch, message));
  // A generation that ended meanwhile must not tell the next one that the record was taken.
  if (!isCurrent()) return false;
  if (paused) {
    // Not resolved, so the same record comes again once the partition is resumed.
    const resume = payload.pause();
    current.paused(payload.batch);
    void paused.until.then(() => current.workerOf(payload.batch) === worker && !isDraining() && resume());
    return false;
  }
  current.taken(payload.batch);
  payload.resolveOffset(message.offset);
  return true;
}

/** The partition stays at the batch until a person decides; the other partitions go on. */
function stopAt(
  unreadable: UnreadableBatch,
  current: Assignment,
  { batch, pause }: EachBatchPayload,
  log: Logger,
): void {
  pause();
  current.stopped(batch, new PartitionProblem('unreadable', unreadable.message, { cause: unreadable }));
  log.error(
    { topic: batch.topic, partition: batch.partition, cause: unreadable.message },
    'partition stopped',
  );
}

/**
 * kafkajs can go on fetching for a generation whose end it has announced, if the attempt to join the next one failed.
 * This makes it try again.
 */
function rejoin(): Error {
  const error = new kafkajs.KafkaJSError('the partition is not assigned in this generation');
  return Object.assign(error, { type: 'REBALANCE_IN_PROGRESS' });
}
