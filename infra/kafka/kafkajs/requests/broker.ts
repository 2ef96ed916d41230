import type { Kafka } from 'ktb-kafkajs';
import { internal, type Decoder, type Encoder } from '../internals.ts';

/** A request of Kafka's protocol, as a connection of kafkajs sends it. */
interface ProtocolRequest<T> {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    readonly encode: () => Promise<Encoder>;
  };
  readonly response: {
    readonly decode: (raw: Buffer) => Promise<T>;
    readonly parse: (decoded: T) => Promise<T>;
  };
}

/** A broker as kafkajs knows it; `broker/index.js`. */
export interface Broker {
  readonly nodeId: number | null;
  /** By API key; null until the broker is connected. */
  readonly versions: Readonly<Record<number, { minVersion: number; maxVersion: number } | undefined>> | null;
  readonly connectionPool: { send<T>(request: ProtocolRequest<T>): Promise<T> };
}

/** Brokers of one cluster, and what is known of them; kafkajs's `cluster/index.js`. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  findBroker(broker: { nodeId: number | string }): Promise<Broker>;
  /** Asks for these topics whenever it refreshes what it knows. */
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly KnownPartition[];
}

interface KnownPartition {
  readonly partitionId: number;
  /** -1 if there is no leader. */
  readonly leader: number;
}

export interface ApiCall<T> {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly apiName: string;
  readonly write: (encoder: Encoder) => Encoder;
  readonly read: (decoder: Decoder) => T;
}

const NewDecoder = internal<new (buffer: Buffer) => Decoder>('protocol/decoder.js');
const NewEncoder = internal<new () => Encoder>('protocol/encoder.js');

/** Whether a broker takes a version of a request. */
export const speaks = (
  { versions }: Broker,
  { apiKey, apiVersion }: Pick<ApiCall<unknown>, 'apiKey' | 'apiVersion'>,
) => {
  const range = versions?.[apiKey];
  return range !== undefined && range.minVersion <= apiVersion && apiVersion <= range.maxVersion;
};

/** Sends a request that kafkajs does not have itself. */
export const callBroker = <T>(broker: Broker, { write, read, ...api }: ApiCall<T>): Promise<T> =>
  broker.connectionPool.send({
    request: { ...api, encode: async () => write(new NewEncoder()) },
    response: { decode: async (raw) => read(new NewDecoder(raw)), parse: async (decoded) => decoded },
  });

/** Connects to the cluster as an admin client of kafkajs does, for as long as the work lasts. */
export async function withCluster<T>(client: Kafka, work: (cluster: Cluster) => Promise<T>): Promise<T> {
  const cluster = clusterOf(client);
  try {
    await cluster.connect();
    return await work(cluster);
  } finally {
    await cluster.disconnect().catch(() => undefined);
  }
}

function clusterOf(client: Kafka): Cluster {
  const name = Object.getOwnPropertySymbols(client).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  )!;
  const { [name]: createCluster } = client as unknown as Record<symbol, (options: object) => Cluster>;
  return createCluster!({ allowAutoTopicCreation: false });
}
