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

/** The connections to a broker; part of kafkajs's `broker/index.js`. */
export interface Connected {
  /** By API key; null until the broker is connected. */
  readonly versions: Readonly<Record<number, { minVersion: number; maxVersion: number } | undefined>> | null;
  readonly connectionPool: { send<T>(request: ProtocolRequest<T>): Promise<T> };
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
  { versions }: Connected,
  { apiKey, apiVersion }: Pick<ApiCall<unknown>, 'apiKey' | 'apiVersion'>,
) => {
  const range = versions?.[apiKey];
  return range !== undefined && range.minVersion <= apiVersion && apiVersion <= range.maxVersion;
};

/** Sends a request that kafkajs does not have itself. */
export const callBroker = <T>(broker: Connected, { write, read, ...api }: ApiCall<T>): Promise<T> =>
  broker.connectionPool.send({
    request: { ...api, encode: async () => write(new NewEncoder()) },
    response: { decode: async (raw) => read(new NewDecoder(raw)), parse: async (decoded) => decoded },
  });
