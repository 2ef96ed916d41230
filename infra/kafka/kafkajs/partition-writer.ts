import kafkajs, { type Message } from 'ktb-kafkajs';
import type { TopicPartition } from '../../../consumers/bridge/source.ts';
import { KafkaError } from '../errors.ts';
import type { SendOptions } from '../ports.ts';
import type { Cluster, ProducerId } from './cluster.ts';
import { isOfRecord, typeOf } from './errors.ts';
import { leaderOf } from './partition-problems.ts';
import { persistently } from './persistently.ts';

const { GZIP, None } = kafkajs.CompressionTypes;

/** Writes one partition. Calls come one after the other. */
export interface PartitionWriter {
  /** Resolves once all in-sync replicas have the messages. */
  write(messages: readonly Message[], options: SendOptions): Promise<void>;
}

/** An id is replaced long before its sequence numbers reach their end, which is at 31 bits. */
const MAX_SEQUENCE = 2 ** 30;

/** How long a transaction of the id may take, in milliseconds; the broker wants to know, though there are none. */
const TRANSACTION_TIMEOUT_MS = 60_000;

/**
 * An idempotent producer of one partition: an attempt that is repeated has the sequence number of the first, so that the
 * broker takes its messages once. If it is not known in the end whether they were taken, the next ones get another id.
 */
export function partitionWriter(cluster: Cluster, to: TopicPartition): PartitionWriter {
  let producer: ProducerId | undefined;
  let sequence = 0;

  async function attempt(messages: readonly Message[], compression: number): Promise<void> {
    await cluster.addMultipleTargetTopics([to.topic]);
    await cluster.refreshMetadataIfNecessary();
    const broker = await cluster.findBroker({ nodeId: leader() });
    if (!producer) {
      producer = await broker.initProducerId({ transactionTimeout: TRANSACTION_TIMEOUT_MS });
      sequence = 0;
    }
    const partition = { partition: to.partition, firstSequence: sequence, messages };
    const topicData = [{ topic: to.topic, partitions: [partition] }];
    try {
      await broker.produce({ ...producer, acks: -1, compression, topicData });
    } catch (error) {
      const type = typeOf(error);
      if (type === 'DUPLICATE_SEQUENCE_NUMBER') return;
      // The broker does not know the id any more, as in a topic that was recreated.
      if (FORGOTTEN.includes(type)) producer = undefined;
      throw NOT_WRITTEN.includes(type) || isOfRecord(error) ? error : new Unknown(error);
    }
  }

  function leader(): number {
    try {
      return leaderOf(cluster, to);
    } catch (cause) {
      throw new KafkaError('outage', (cause as Error).message, { cause });
    }
  }

  return {
    async write(messages, { isCompressed }) {
      let isKnown = true;
      const compression = isCompressed ? GZIP : None;
      try {
        await persistently(
          cluster,
          () =>
            attempt(messages, compression).catch((error: unknown) => {
              if (!(error instanceof Unknown)) throw error;
              isKnown = false;
              throw error.cause;
            }),
          (error) => !isOfRecord(error) && !REFUSED.includes(typeOf(error)),
        );
        sequence += messages.length;
        if (sequence > MAX_SEQUENCE) producer = undefined;
      } catch (error) {
        if (!isKnown) producer = undefined;
        throw error;
      }
    },
  };
}

/** A request was sent, and it is not known what became of it. */
class Unknown extends Error {
  constructor(cause: unknown) {
    super('it is not known whether the messages were written', { cause });
  }
}

const FORGOTTEN: readonly unknown[] = [
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
];

/** Answers for which no later attempt with the same login goes well. */
const REFUSED: readonly unknown[] = [
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_TOPIC_EXCEPTION',
  'POLICY_VIOLATION',
];

/** Answers of a broker that wrote nothing. */
const NOT_WRITTEN: readonly unknown[] = [
  ...FORGOTTEN,
  ...REFUSED,
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'NOT_ENOUGH_REPLICAS',
];
