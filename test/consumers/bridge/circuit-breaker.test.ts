import { describe, expect, it } from '@jest/globals';
import { byTheClock, type Wait } from '../../../consumers/bridge/backoff.ts';
import { CircuitBreaker, type CircuitBreakerOptions } from '../../../consumers/bridge/circuit-breaker.ts';
import { eventually } from '../../eventually.ts';

const sooner: Wait = (ms, abort) => byTheClock(ms / 20, abort);

class Outage extends Error {}
const { signal: never } = new AbortController();

/** A dependency that is down until it is said to be up, and what it was asked. */
function flaky(options: Partial<CircuitBreakerOptions> = {}) {
  const state = { up: false, asked: [] as string[], changes: [] as boolean[] };
  const dependency = new CircuitBreaker({
    name: 'it',
    isOutage: (error) => error instanceof Outage,
    opensAfter: 3,
    wait: sooner,
    waitToProbe: sooner,
    ...options,
    onChange: ({ recovery }) => state.changes.push(recovery !== undefined),
  });
  const ask = (who: string, signal = never) =>
    dependency.call(async () => {
      state.asked.push(who);
      if (!state.up) throw new Outage();
      return who;
    }, signal);
  return { dependency, state, ask };
}

it('asks again until there is an answer', async () => {
  const { state, ask } = flaky();
  const answer = ask('a');
  await eventually(() => state.asked.length >= 2);
  state.up = true;
  expect(await answer).toBe('a');
});

it('hands on at once an error that is no outage', async () => {
  const { dependency } = flaky();
  const wrong = dependency.call(async () => {
    throw new TypeError('wrong');
  }, never);
  await expect(wrong).rejects.toThrow('wrong');
});

it('while the breaker is open one call at a time tests the water, each in its turn; then all go on', async () => {
  const { dependency, state, ask } = flaky();
  const first = Promise.all(['a', 'b', 'c'].map((who) => ask(who)));
  await eventually(() => dependency.recovery !== undefined);
  const later = Promise.all(['d', 'e'].map((who) => ask(who)));
  const before = state.asked.length;
  await eventually(() => new Set(state.asked.slice(before)).size >= 3);
  expect(state.changes).toEqual([true]);
  state.up = true;
  expect(await first).toEqual(['a', 'b', 'c']);
  expect(await later).toEqual(['d', 'e']);
  expect(dependency.recovery).toBeUndefined();
  expect(state.changes).toEqual([true, false]);
});

it('a call that fails among others that go well opens nothing', async () => {
  const { dependency, state, ask } = flaky();
  const failing = new AbortController();
  const alone = ask('alone', failing.signal);
  await eventually(async () => {
    await dependency.call(async () => 'well', never);
    return state.asked.length >= 5;
  });
  expect(state.changes).toEqual([]);
  failing.abort(new Error('enough'));
  await expect(alone).rejects.toThrow('enough');
});

it('opens after a while of failures, however few', async () => {
  const { state, ask } = flaky({ opensAfter: 1_000, opensAfterMs: 50 });
  const answer = ask('alone');
  await eventually(() => state.changes.length === 1);
  expect(state.asked.length).toBeLessThan(100);
  state.up = true;
  expect(await answer).toBe('alone');
});

it('lets go of a caller whose signal fires, and still finds out that it is back', async () => {
  const { dependency, state, ask } = flaky();
  const lost = new AbortController();
  const asking = Promise.allSettled(['a', 'b', 'c'].map((who) => ask(who, lost.signal)));
  await eventually(() => dependency.recovery !== undefined);
  const open = dependency.recovery;
  lost.abort(new Error('lost'));
  expect((await asking).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  state.up = true;
  expect(await ask('next')).toBe('next');
  await open;
});

describe('K10: calls that fail, whatever becomes of others', () => {
  /** A dependency that answers all but some callers. */
  function partly(isDown: (who: string) => boolean, options: Partial<CircuitBreakerOptions> = {}) {
    const { dependency, state } = flaky(options);
    const over = new AbortController();
    const ask = (who: string) =>
      dependency.call(async () => {
        state.asked.push(who);
        if (isDown(who)) throw new Outage();
        return who;
      }, over.signal);
    const failing = (...who: string[]) => Promise.allSettled(who.map(ask));
    return { dependency, state, ask, failing, end: () => over.abort(new Error('enough')) };
  }

  it('one alone, however often it fails, does not open the breaker by number', async () => {
    const { state, failing, end } = partly(() => true, { opensAfterMs: Infinity });
    const alone = failing('bad');
    await eventually(() => state.asked.length >= 5);
    expect(state.changes).toEqual([]);
    end();
    await alone;
  });

  it.each([[['bad']], [['bad', 'bad-2']], [Array.from({ length: 12 }, (_, index) => `bad-${index}`)]])(
    'of %j nobody else has to wait: a call that is new is made before those that failed',
    async (bad) => {
      const { dependency, state, ask, failing, end } = partly((who) => who.startsWith('bad'), {
        opensAfterMs: 20,
      });
      const ends = failing(...bad);
      await eventually(() => new Set(state.asked).size === bad.length && dependency.recovery !== undefined);
      for (let n = 0; n < 2; n += 1) {
        const before = state.asked.length;
        expect(await ask(`good-${n}`)).toBe(`good-${n}`);
        expect(state.asked[before]).toBe(`good-${n}`);
        expect(dependency.recovery).toBeUndefined();
        await eventually(() => dependency.recovery !== undefined);
      }
      end();
      await ends;
    },
  );
});
