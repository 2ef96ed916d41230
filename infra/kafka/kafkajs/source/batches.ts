import kafkajs, { type EachBatchPayload } from 'ktb-kafkajs';
import { byTheClock, type Wait } from '../../../../consumers/bridge/backoff.ts';
import { PartitionProblem, type PartitionWorker } from '../../../../consumers/bridge/source.ts';
import type { Logger } from '../../../logger.ts';
import type { Assignment } from '../../assignment.ts';
import type { ClusterView } from '../../ports.ts';
import { race } from '../../../../consumers/bridge/race.ts';
import { translated } from '../errors.ts';
import { isEndMark } from '../end-of-batch.ts';
import { logStateOf } from '../log-state.ts';
import { epochOf, toRecord } from '../to-record.ts';
import { topicOffsets } from '../topic-offsets.ts';
import { unreadableBatch, type UnreadableBatch } from '../unreadable-batch.ts';
import { isSameLog } from './same-log.ts';

/** How long it takes until brokers that did not say whether a log has changed are asked again. */
const ASK_AGAIN_AFTER_MS = 1_000;

/** How long a record waits for a commit before its partition is paused, which may take it longer to come again. */
const COMMITTED_WITHIN_MS = 200;

export interface BatchesOptions {
  readonly cluster: Pick<ClusterView, 'endsOfEpochs'>;
  readonly log: Logger;
  readonly assignment: () => Assignment;
  readonly isDraining: () => boolean;
  /** A partition may soon not send more until something is committed. */
  readonly commitSoon: () => void;
  /** How it waits for a commit, and before it asks again. Default: by the clock. */
  readonly wait?: Wait;
}

/** Hands the records of a batch to the worker of their partition, one after the other. */
export function batchHandler(options: BatchesOptions) {
  const { cluster, log: logger, assignment, isDraining, commitSoon, wait = byTheClock } = options;
  const inTime = (held: Promise<void>): Promise<boolean> =>
    race([held.then(() => true), wait(COMMITTED_WITHIN_MS).then(() => false)]);

  return async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const current = assignment();
    const worker = current.workerOf(batch);
    const isCurrent = () =>
      !isDraining() && payload.isRunning() && !payload.isStale() && assignment().workerOf(batch) === worker;
    // Nothing is resolved any more, so kafkajs would fetch the same records again and again.
    if (isDraining()) {
      payload.pause();
      return;
    }
    if (!worker && isCurrent()) throw rejoin();
    current.commit = (commits) =>
      translated(() => payload.commitOffsetsIfNecessary({ topics: topicOffsets(commits) }));
    const log = current.logOf(batch);
    if (!worker || !log || !isCurrent()) return;
    const mayResume = () => current.workerOf(batch) === worker && !isDraining();
    const state = logStateOf(batch);
    const isSame = state ? await isSameLog(cluster, batch, log, state).catch(() => undefined) : true;
    if (isSame === undefined) return pauseUntil(wait(ASK_AGAIN_AFTER_MS), mayResume, current, payload);
    if (!isSame) return leave(state && log.isOfOtherTopic(state), worker, current, payload, mayResume);
    for (const message of batch.messages) {
      if (!isCurrent()) return;
      const unreadable = unreadableBatch(message);
      if (unreadable) return stopAt(unreadable, current, payload, logger);

      const offset = BigInt(message.offset);
      log.read(offset, epochOf(message));
      if (isEndMark(message)) worker.skip(offset);
      else {
        const held = log.sent.send(offset);
        if (log.sent.isShort) commitSoon();
        if (held && !(await inTime(held))) return pauseUntil(held, mayResume, current, payload);
        if (!isCurrent()) return;
        const paused = await worker.offer(toRecord(batch, message, log));
        // A generation that ended meanwhile must not tell the next one that the record was taken.
        if (!isCurrent()) return;
        if (paused) return pauseUntil(paused.until, mayResume, current, payload);
        current.taken(batch);
      }
      payload.resolveOffset(message.offset);
    }
  };
}

/**
 * What was read of a log is settled first, and of a topic that was created again what was read of all of its partitions.
 * Then the group is joined again, and says where to read on in the new one.
 */
async function leave(
  isOtherTopic: boolean | undefined,
  worker: PartitionWorker,
  current: Assignment,
  payload: EachBatchPayload,
  mayResume: () => boolean,
): Promise<void> {
  const { topic } = payload.batch;
  const idle = isOtherTopic ? current.idle(topic) : worker.idle();
  const inFlight = isOtherTopic ? current.inFlightOf(topic) : worker.inFlight;
  if (inFlight > 0) return pauseUntil(idle, mayResume, current, payload);
  await current.commitSettled().catch(() => undefined);
  throw rejoin();
}

/**
 * The record is not resolved, so it comes again once the partition is resumed. A generation that has ended meanwhile pauses
 * nothing: kafkajs would keep it paused in the next one, which resumed it already.
 */
function pauseUntil(
  until: Promise<void>,
  mayResume: () => boolean,
  current: Assignment,
  { batch, pause }: EachBatchPayload,
): void {
  if (!mayResume()) return;
  const resume = pause();
  current.paused(batch);
  void until.then(() => mayResume() && resume());
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
