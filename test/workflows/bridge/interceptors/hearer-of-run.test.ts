import { afterEach, expect, it } from '@jest/globals';
import { TOLD_AFTER_MS, type Wait } from '../../../../workflows/bridge/interceptors/waits.ts';
import { HEARS_WAITS, hearerOfRun, waitsIn } from '../../../../workflows/bridge/interceptors/watch-waits.ts';

const RUN = { workflowId: 'w', runId: 'r', workflowType: 'W' };
const aSignal = (since: number): Wait => ({
  ...{ kind: 'unhandled', signal: 's', topic: 't', partition: 1, offset: '5', since },
});
const sinks = { began: () => undefined, ended: () => undefined, over: () => undefined };

const worker = globalThis as { [HEARS_WAITS]?: true };
afterEach(() => {
  delete worker[HEARS_WAITS];
});

/** A worker that is not the bridge's, and what is in its log. */
function foreign() {
  const logged: object[] = [];
  const waits = waitsIn({ warn: (_message, about) => void logged.push(about) });
  return { logged, hearer: () => hearerOfRun(sinks, waits, RUN) };
}

it('of a worker of the bridge, its sinks hear of waits', () => {
  worker[HEARS_WAITS] = true;
  expect(foreign().hearer()).toBe(sinks);
});

it("on another worker, a wait is in the log when its run is over, with the signal's record", () => {
  const { logged, hearer } = foreign();
  const wait = aSignal(Date.now());
  hearer().began(wait);
  expect(logged).toEqual([]);
  hearer().over([wait]);
  expect(logged).toEqual([wait]);
});

it('or has lasted when the run goes on, unless it has ended by then', () => {
  const { logged, hearer } = foreign();
  const [early, earlier] = ['6', '7'].map((offset) => ({ ...aSignal(Date.now() - TOLD_AFTER_MS), offset }));
  const { began, ended } = hearer();
  for (const wait of [earlier!, early!]) began(wait);
  ended(earlier!);
  expect(logged).toEqual([]);
  hearer();
  expect(logged).toEqual([early]);
});
