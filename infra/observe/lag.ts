import { setTimeout as delay } from 'node:timers/promises';
import { race } from '../../consumers/bridge/race.ts';
import type { TopicPartition } from '../../consumers/bridge/source.ts';
import type { Position } from '../kafka/positions.ts';

export interface Lag extends TopicPartition {
  readonly records: number;
  /** Those of them that wait for the end of an open transaction: its own records, and what follows them. */
  readonly open: number;
}

/** The last known lag, and when it was measured, in milliseconds since 1970. */
export interface KnownLag {
  readonly at: number;
  readonly lags: readonly Lag[];
}

/** From the committed offset to the end of the log. Records deleted before they were read do not count. */
export function lagOf({ topic, partition, committed, low, stable, high }: Position): Lag {
  const next = committed && committed.offset > low ? committed.offset : low;
  const from = (offset: bigint) => (offset < high ? Number(high - offset) : 0);
  return { topic, partition, records: from(next), open: from(next > stable ? next : stable) };
}

export interface LagOptions {
  readonly read: () => Promise<readonly Position[]>;
  /** Maximum age of an answer before the brokers are asked again, in milliseconds. Default 5,000. */
  readonly freshMs?: number;
  /** How long a scrape waits for the brokers, in milliseconds; after that it gets the last answer. Default 2,000. */
  readonly deadlineMs?: number;
}

/** Asks the brokers on demand, at most once per `freshMs`, one request at a time. Undefined until the first answer. */
export function lagReader({ read, freshMs = 5_000, deadlineMs = 2_000 }: LagOptions) {
  let known: KnownLag | undefined;
  let reading: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    try {
      const positions = await read();
      known = { at: Date.now(), lags: positions.map(lagOf) };
    } catch {
      // `ktb_lag_age_seconds` shows the failure.
    } finally {
      reading = undefined;
    }
  }

  return async (): Promise<KnownLag | undefined> => {
    if (!known || Date.now() - known.at >= freshMs) {
      reading ??= refresh();
      await race([reading, delay(deadlineMs, undefined, { ref: false })]);
    }
    return known;
  };
}
