import type { Kafka as Client, Message } from 'ktb-kafkajs';
import { internal } from './internals.ts';
import type { Connected } from './requests/broker.ts';
import { translated } from './errors.ts';

/** kafkajs's `cluster/index.js`: the connections of one client, and what it knows of the brokers. */
export interface Cluster {
  readonly brokerPool: BrokerPool;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  isConnected(): boolean;
  /** Asks for these topics from now on, too. */
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  removeBroker(address: { readonly host: string; readonly port: number }): void;
  findBroker(node: { readonly nodeId: number }): Promise<Broker>;
  /** The first or the next offset of partitions, as a reader of committed records sees it. */
  fetchTopicsOffset(topics: readonly OffsetsWanted[]): Promise<TopicOffsets[]>;
}

export interface OffsetsWanted {
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number }[];
  readonly fromBeginning: boolean;
}

export interface TopicOffsets {
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
}

/** kafkajs's `cluster/brokerPool.js`. */
export interface BrokerPool {
  /** The brokers' latest answer; null before the first one. */
  readonly metadata: Metadata | null;
  /** When it is asked for again, in milliseconds since 1970. */
  metadataExpireAt: number | null;
  refreshMetadata(topics: readonly string[]): Promise<void>;
  /** Asks one broker, or the next one if that fails; null if each of them did. */
  withBroker<T>(ask: (one: { readonly broker: Broker }) => Promise<T>): Promise<T | null>;
}

export interface Metadata {
  readonly clusterId: string;
  readonly brokers: readonly { readonly nodeId: number }[];
  readonly topicMetadata: readonly TopicMetadata[];
}

export interface TopicMetadata {
  readonly topicErrorCode: number;
  readonly topic: string;
  readonly partitionMetadata: readonly PartitionMetadata[];
}

export interface PartitionMetadata {
  readonly partitionErrorCode: number;
  readonly partitionId: number;
  /** The id of a broker; -1 if there is none. */
  readonly leader: number;
}

/** kafkajs's `broker/index.js`. */
export interface Broker extends Connected {
  initProducerId(of: { readonly transactionTimeout: number }): Promise<ProducerId>;
  produce(request: {
    readonly producerId: string;
    readonly producerEpoch: number;
    readonly acks: -1;
    readonly compression: number;
    readonly topicData: readonly {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly firstSequence: number;
        readonly messages: readonly Message[];
      }[];
    }[];
  }): Promise<unknown>;
}

export interface ProducerId {
  readonly producerId: string;
  readonly producerEpoch: number;
}

/** How long what was learnt of topics counts, in milliseconds, while nothing is wrong with them. */
const METADATA_FOR_MS = 300_000;

/** The connections of a client, for requests that no part of kafkajs makes as the bridge needs them. */
export function openCluster(client: Client): Cluster {
  type Create = (options: object) => Cluster;
  const holder = client as unknown as Readonly<Record<symbol, Create>>;
  return holder[createClusterOf(client)]!({
    metadataMaxAge: METADATA_FOR_MS,
    allowAutoTopicCreation: false,
  });
}

/** kafkajs keeps it under a symbol that it does not export. */
function createClusterOf(client: object | null): symbol {
  if (client === null) throw new Error('no client of kafkajs');
  const found = Object.getOwnPropertySymbols(client).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  return found ?? createClusterOf(Object.getPrototypeOf(client) as object | null);
}

/** Asks the cluster; the connection lasts for as long as the work. */
export const withCluster = <T>(client: Client, work: (cluster: Cluster) => Promise<T>): Promise<T> =>
  translated(async () => {
    const cluster = openCluster(client);
    try {
      await cluster.connect();
      return await work(cluster);
    } finally {
      await cluster.disconnect().catch(() => undefined);
    }
  });

const { createErrorFromCode } = internal<{ createErrorFromCode: (code: number) => Error }>(
  'protocol/error.js',
);

/** The error that a broker names by its code, as kafkajs throws it. */
export const errorOfCode = (code: number): Error => createErrorFromCode(code);
