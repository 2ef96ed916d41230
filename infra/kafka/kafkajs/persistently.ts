import { backoff } from '../../../consumers/bridge/backoff.ts';
import type { Cluster } from './cluster.ts';
import { internal } from './internals.ts';

/** Its types do not name it. */
const { KafkaJSConnectionClosedError: ConnectionClosed } = internal<{
  KafkaJSConnectionClosedError: new () => Error & { readonly host: string; readonly port: number };
}>('errors.js');

/** In all some seven seconds, in which a cluster chooses another leader as a rule. */
const ATTEMPTS = 8;
const WAITS = { initialDelay: 100, maxDelay: 2_000 };

const NEVER = new AbortController().signal;

/**
 * Tries again for some seconds, each time with what the brokers say by then. Throws the last error.
 *
 * @param mayGoWell whether another attempt may go well. Default: of any error
 */
export async function persistently<T>(
  cluster: Cluster,
  attempt: () => Promise<T>,
  mayGoWell: (error: unknown) => boolean = () => true,
): Promise<T> {
  const wait = backoff(WAITS);
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (attempts === ATTEMPTS || !mayGoWell(error)) throw error;
      await wait.next(NEVER);
      await lookAgain(cluster, error).catch(() => undefined);
    }
  }
}

/** As kafkajs's own producer does after an error. */
async function lookAgain(cluster: Cluster, error: unknown): Promise<void> {
  if (error instanceof ConnectionClosed) cluster.removeBroker(error);
  if (!cluster.isConnected()) await cluster.connect();
  await cluster.refreshMetadata();
}
