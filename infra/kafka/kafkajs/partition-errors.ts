import { setTimeout as delay } from 'node:timers/promises';
import kafkajs from 'ktb-kafkajs';
import { PartitionProblem, type TopicPartition } from '../../../consumers/bridge/source.ts';
import { errorOfCode, type Cluster } from './cluster.ts';
import { internal, replaceInternal } from './internals.ts';
import { mayJoinAgain } from './join-again.ts';
import { noteFetch, openTransactionIn } from './open-transactions.ts';
import { problemOf } from './partition-problems.ts';
import { partitionName } from '../../../consumers/bridge/topic-partition.ts';

/** What kafkajs decodes of one partition's part of a fetch. */
interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly messages: readonly unknown[];
}

interface Response {
  readonly responses: readonly { readonly topicName: string; readonly partitions: FetchedPartition[] }[];
}

interface Protocol {
  readonly parse: (data: Response) => Promise<Response>;
}

interface Batch extends TopicPartition {
  readonly fetchedOffset: string;
  /** The messages of the partition as they were decoded. */
  readonly rawMessages: readonly unknown[];
}

interface ConsumerGroup {
  readonly cluster: Cluster;
  readonly offsetManager: { nextOffset(topic: string, partition: number): { toString(): string } };
  /** How long a fetch waits for records, in milliseconds. */
  readonly maxWaitTime: number;
  /** Those that are not paused, by topic. */
  getActiveTopicPartitions(): Readonly<Record<string, Set<number>>>;
  fetch(nodeId: number): Promise<Batch[]>;
  /** See `offset-reset.ts`. */
  recoverFromOffsetOutOfRange(): Promise<void>;
}

const OFFSET_OUT_OF_RANGE = 1;

/** The error codes of partitions, by the messages that came instead. */
const codes = new WeakMap<readonly unknown[], number>();

/**
 * kafkajs takes the error of one partition in a fetch for the error of the whole fetch: it reads nothing of that broker,
 * and joins the group again, which interrupts every member. Here the others are delivered, and the partition is left out
 * for a while and asked for anew, of the broker that leads it then. For an offset out of range the group is still joined
 * again, once it may.
 */
replaceInternal<Protocol>('protocol/requests/fetch/v0/response.js', (protocol) => ({
  ...protocol,
  async parse(data) {
    for (const { errorCode, messages } of data.responses.flatMap(({ partitions }) => partitions))
      if (errorCode !== 0) codes.set(messages, errorCode);
    return data;
  },
}));

/** A partition whose fetch failed is left out for so many milliseconds. */
const LEFT_OUT_FOR_MS = 1_000;

interface LeftOut {
  readonly until: number;
  readonly cause: Error;
}

const leftOut = new WeakMap<Cluster, Map<string, LeftOut>>();

const leftOutOf = (cluster: Cluster): Map<string, LeftOut> => {
  const known = leftOut.get(cluster) ?? new Map<string, LeftOut>();
  leftOut.set(cluster, known);
  return known;
};

const { prototype } = internal<{ prototype: ConsumerGroup }>('consumer/consumerGroup.js');

const getActiveTopicPartitions = prototype.getActiveTopicPartitions;
prototype.getActiveTopicPartitions = function () {
  const active = getActiveTopicPartitions.call(this);
  const known = leftOutOf(this.cluster);
  for (const [topic, partitions] of Object.entries(active))
    for (const partition of partitions)
      if ((known.get(partitionName({ topic, partition }))?.until ?? 0) > Date.now())
        partitions.delete(partition);
  return active;
};

const fetch = prototype.fetch;
prototype.fetch = async function (nodeId) {
  try {
    const batches = await fetch.call(this, nodeId);
    for (const { topic, partition } of batches.filter(isOutOfRange)) {
      if (!(await mayJoinAgain(this.cluster, topic, partition))) continue;
      await this.recoverFromOffsetOutOfRange();
      return [];
    }
    return batches.filter((batch) => isReadable(this, batch));
  } catch (error) {
    if (!isOfOneBroker(error)) throw error;
    askSoon(this.cluster);
    await delay(this.maxWaitTime);
    return [];
  }
};

const isOutOfRange = ({ rawMessages }: Batch): boolean => codes.get(rawMessages) === OFFSET_OUT_OF_RANGE;

function isReadable({ cluster, offsetManager }: ConsumerGroup, batch: Batch): boolean {
  const code = codes.get(batch.rawMessages);
  const known = leftOutOf(cluster);
  const name = partitionName(batch);
  if (code !== undefined) {
    known.set(name, { until: Date.now() + LEFT_OUT_FOR_MS, cause: errorOfCode(code) });
    askSoon(cluster);
    return false;
  }
  known.delete(name);
  noteFetch(cluster, batch, batch.rawMessages, BigInt(batch.fetchedOffset));
  // After a leader has moved, two brokers may have been asked for the same records: the second answer is late.
  return offsetManager.nextOffset(batch.topic, batch.partition).toString() === batch.fetchedOffset;
}

/** The brokers' next answer says who leads what. */
function askSoon({ brokerPool }: Cluster): void {
  brokerPool.metadataExpireAt = 0;
}

/** A broker that cannot be reached keeps nobody from reading of the others; the group's coordinator is asked elsewhere. */
const isOfOneBroker = (error: unknown): boolean =>
  error instanceof kafkajs.KafkaJSConnectionError ||
  error instanceof kafkajs.KafkaJSRequestTimeoutError ||
  error instanceof kafkajs.KafkaJSBrokerNotFound ||
  error instanceof kafkajs.KafkaJSLockTimeout;

/** Why a partition is not read at the moment; undefined if it is. */
export function readingProblemOf(cluster: Cluster, partition: TopicPartition): PartitionProblem | undefined {
  const problem = problemOf(cluster, partition);
  const failed = problem ? undefined : leftOutOf(cluster).get(partitionName(partition));
  if (!failed) return problem ?? openTransactionIn(cluster, partition);
  return new PartitionProblem('refused', `partition ${partitionName(partition)}: ${failed.cause.message}`, {
    cause: failed.cause,
  });
}
