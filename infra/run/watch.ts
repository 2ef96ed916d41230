import { setInterval } from 'node:timers/promises';
import { CircuitBreaker } from '../../consumers/bridge/circuit-breaker.ts';
import { connectKafka } from '../kafka/client.ts';
import { createLogger, type Logger } from '../logger.ts';
import type { Config } from '../settings/config.ts';
import { probeTemporal } from '../temporal/probe.ts';
import { fullReasonOf } from '../user-error.ts';

/** A server that is asked from time to time whether it is there, as nothing else may ask it for long. */
export interface Watch {
  /** Open while there is no answer. */
  readonly breaker: CircuitBreaker;
  stop(): Promise<void>;
}

interface Watched {
  readonly name: string;
  /** A cheap question; any error counts as no answer. */
  readonly ask: () => Promise<unknown>;
  readonly everyMs: number;
  readonly close?: () => Promise<void>;
  readonly log: Logger;
}

/** Temporal itself, and whether it has the namespace for this login. */
export function watchTemporal(temporal: Config['temporal'], log: Logger): Watch {
  const { ask, close } = probeTemporal(temporal);
  return watch({ name: 'Temporal', ask, close, everyMs: 5_000, log });
}

/** For a process that is no member of a group, which would hear from Kafka every few seconds. */
export function watchKafka(settings: Config['kafka'], log: Logger): Watch {
  const { cluster } = connectKafka(settings, createLogger('silent'));
  return watch({ name: 'Kafka', ask: () => cluster.describe(), everyMs: 15_000, log });
}

function watch({ name, ask, everyMs, close, log }: Watched): Watch {
  const over = new AbortController();
  const breaker = new CircuitBreaker({
    name,
    isOutage: () => true,
    // One failure says little; failures alone for ten seconds do.
    opensAfter: Infinity,
    onChange({ recovery, cause }) {
      if (recovery) log.error({ dependency: name, cause: fullReasonOf(cause) }, `${name} gives no answer`);
      else log.info({ dependency: name }, `${name} answers again`);
    },
  });
  async function askAgainAndAgain(): Promise<void> {
    for await (const _ of setInterval(everyMs, undefined, { signal: over.signal, ref: false }))
      await breaker.call(ask, over.signal);
  }
  // It ends only by `stop`.
  askAgainAndAgain().catch(() => undefined);
  return {
    breaker,
    async stop() {
      over.abort();
      await close?.();
    },
  };
}
