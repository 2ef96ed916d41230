import { setTimeout as delay } from 'node:timers/promises';
import type { TopicPartition } from '../../consumers/bridge/source.ts';
import type { Position } from '../kafka/positions.ts';

export interface Lag extends TopicPartition {
  readonly records: number;
}

/** What is known of the lag, and when that was learnt, in milliseconds since 1970. */
export interface KnownLag {
  readonly at: number;
  readonly lags: readonly Lag[];
}

/** From where the group stands to the end; records that were deleted before they were read lag no more. */
export function lagOf({ topic, partition, committed, low, high }: Position): Lag {
  const next = committed && committed.offset > low ? committed.offset : low;
  return { topic, partition, records: next < high ? Number(high - next) : 0 };
}

export interface LagOptions {
  readonly read: () => Promise<readonly Position[]>;
  /** How old an answer may be, in milliseconds, before the brokers are asked again. Default 5,000. */
  readonly freshMs?: number;
  /** How long a scrape waits for the brokers, in milliseconds; later it gets the last answer. Default 2,000. */
  readonly deadlineMs?: number;
}

/** Asks the brokers when it is asked, seldom, and one question at a time. Undefined until they have answered once. */
export function lagReader({ read, freshMs = 5_000, deadlineMs = 2_000 }: LagOptions) {
  let known: KnownLag | undefined;
  let reading: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    try {
      const positions = await read();
      known = { at: Date.now(), lags: positions.map(lagOf) };
    } catch {
      // The age says it.
    } finally {
      reading = undefined;
    }
  }

  return async (): Promise<KnownLag | undefined> => {
    if (!known || Date.now() - known.at >= freshMs) {
      reading ??= refresh();
      await Promise.race([reading, delay(deadlineMs, undefined, { ref: false })]);
    }
    return known;
  };
}
