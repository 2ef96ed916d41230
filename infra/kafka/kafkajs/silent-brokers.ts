import { setTimeout as delay } from 'node:timers/promises';
import kafkajs from 'ktb-kafkajs';
import { race } from '../../../consumers/bridge/race.ts';
import type { BrokerPool, Metadata } from './cluster.ts';
import { internal } from './internals.ts';

interface Broker {
  readonly nodeId: number;
  isConnected(): boolean;
  metadata(topics: readonly string[]): Promise<Metadata>;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  readonly connectionPool: {
    readonly host: string;
    readonly port: number;
    readonly pool: readonly { rejectRequests(error: Error): void }[];
  };
}

interface Pool extends BrokerPool {
  readonly brokers: Readonly<Record<string, Broker>>;
  findConnectedBroker(): Promise<Broker>;
  findBroker(of: { readonly nodeId: number }): Promise<Broker>;
}

type At = { readonly host: string; readonly port: number };
/** Its types do not name it. */
const { KafkaJSConnectionClosedError: ConnectionClosed } = internal<{
  KafkaJSConnectionClosedError: new (message: string, at: At) => Error;
}>('errors.js');

const ANSWER_WITHIN_MS = 4_000;
const CONNECT_WITHIN_MS = 10_000;
/** With the time that it takes to connect. */
const REFRESH_WITHIN_MS = 5_000;
/** How long a broker that gave no answer is passed over. */
const SILENT_FOR_MS = 30_000;

/** Until when a broker is passed over, in milliseconds since 1970. */
const silentUntil = new WeakMap<Broker, number>();
const silences = new WeakSet<object>();

/** From now on others are asked first, and nothing waits for its answers once it is known to be gone. */
export const markSilent = (broker: object): void =>
  void silentUntil.set(broker as Broker, Date.now() + SILENT_FOR_MS);

/** Rejects after so many milliseconds, as if there were no connection. */
async function silence(ms: number): Promise<never> {
  await delay(ms, undefined, { ref: false });
  const error = new kafkajs.KafkaJSConnectionError('a broker does not say who leads what');
  silences.add(error);
  throw error;
}

const isSilent = (one: Broker): boolean => (silentUntil.get(one) ?? 0) > Date.now();
const isSilence = (error: unknown): boolean => silences.has(error as object);

/**
 * A broker that hangs keeps its connections, and kafkajs waits half a minute for it to say which brokers there are, asks
 * it again with the next question, and learns from no other that it is gone. Here another one is asked after a moment.
 */
const { prototype: broker } = internal<{ prototype: Broker }>('broker/index.js');
const { prototype: pool } = internal<{ prototype: Pool }>('cluster/brokerPool.js');

const metadata = broker.metadata;
broker.metadata = async function (topics) {
  try {
    return await race([metadata.call(this, topics), silence(ANSWER_WITHIN_MS)]);
  } catch (error) {
    if (isSilence(error)) markSilent(this);
    throw error;
  }
};

const connect = broker.connect;
broker.connect = async function () {
  try {
    await race([connect.call(this), silence(CONNECT_WITHIN_MS)]);
  } catch (error) {
    if (isSilence(error)) {
      markSilent(this);
      // It has a connection, and would be taken for one that can be asked.
      await this.disconnect().catch(() => undefined);
    }
    throw error;
  }
};

const disconnect = broker.disconnect;
broker.disconnect = async function () {
  // kafkajs would wait for what is under way.
  const { host, port, pool: connections } = this.connectionPool;
  if (isSilent(this))
    for (const one of connections)
      one.rejectRequests(new ConnectionClosed('the broker hangs', { host, port }));
  await disconnect.call(this);
};

const findConnectedBroker = pool.findConnectedBroker;
pool.findConnectedBroker = async function () {
  const all = Object.values(this.brokers);
  const others = all.filter((one) => one.isConnected() && !isSilent(one));
  const chosen = others[Math.floor(Math.random() * others.length)];
  return chosen && all.some(isSilent)
    ? this.findBroker({ nodeId: chosen.nodeId })
    : findConnectedBroker.call(this);
};

const refreshMetadata = pool.refreshMetadata;
pool.refreshMetadata = async function (topics) {
  for (let left = Object.keys(this.brokers).length; ; left -= 1) {
    try {
      return await race([refreshMetadata.call(this, topics), silence(REFRESH_WITHIN_MS)]);
    } catch (error) {
      if (left <= 1 || !isSilence(error)) throw error;
    }
  }
};
