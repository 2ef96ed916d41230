import { afterAll, afterEach, describe, it } from '@jest/globals';
import type { RecordSource } from '../../consumers/bridge/source.ts';
import { BROKERS } from './brokers.ts';
import { COMMITS } from './commits.ts';
import type { Promises, SourceDriver } from './driver.ts';
import { HEADERS } from './headers.ts';
import { LIFE_CYCLE } from './life-cycle.ts';

const OF_ANY: Promises = { ...LIFE_CYCLE, ...COMMITS, ...HEADERS };

export interface ConformanceOptions {
  /** Promises that this source is known not to keep. Each must fail: one that is kept has to leave the list. */
  readonly deviations?: readonly string[];
}

/** What the bridge relies on in any source of records, whatever client is behind it. */
export function recordSourceConformance(
  name: string,
  driver: SourceDriver,
  { deviations = [] }: ConformanceOptions = {},
): void {
  const promises = driver.brokers ? { ...OF_ANY, ...BROKERS } : OF_ANY;
  for (const deviation of deviations)
    if (!(deviation in promises))
      throw new Error(`${name}: there is no promise "${deviation}" to deviate from`);

  /** What a test that failed has left open. */
  const opened: RecordSource[] = [];
  const tracked: SourceDriver = {
    ...driver,
    open(options) {
      const driven = driver.open(options);
      opened.push(driven.source);
      return driven;
    },
  };

  describe(`${name} as a source of records`, () => {
    afterEach(async () => void (await Promise.all(opened.splice(0).map((source) => source.stop(1_000)))));
    afterAll(() => driver.close());
    for (const [promise, keep] of Object.entries(promises)) {
      if (deviations.includes(promise))
        it.failing(`known not to: ${promise}`, () => keep(tracked), TIMEOUT_MS);
      else it(promise, () => keep(tracked), TIMEOUT_MS);
    }
  });
}

const TIMEOUT_MS = 120_000;
