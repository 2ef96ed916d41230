import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { CircuitBreaker, type CircuitBreakerOptions } from '../../../consumers/bridge/circuit-breaker.ts';

class Outage extends Error {}
const { signal: never } = new AbortController();

/** A breaker that opens after two failures, of a dependency that is down until it is up; each wait ends when told to. */
function breaker(options: Partial<CircuitBreakerOptions> = {}) {
  const state = { up: false, asked: [] as string[], changes: 0 };
  const [waits, probes]: (() => void)[][] = [[], []];
  const circuit = new CircuitBreaker({
    ...{ name: 'it', isOutage: (error) => error instanceof Outage, opensAfter: 2 },
    wait: () => new Promise((go) => waits!.push(go)),
    waitToProbe: () => new Promise((go) => probes!.push(go)),
    onChange: () => (state.changes += 1),
    ...options,
  });
  /** Ends the waits so far, of calls that failed or for a probe. */
  const end = async (of: (() => void)[]) => {
    for (const go of of.splice(0)) go();
    await turns();
  };
  const ask = async (who: string, signal = never) => {
    const answer = circuit.call(async () => {
      state.asked.push(who);
      if (!state.up) throw new Outage(who);
      return who;
    }, signal);
    answer.catch(() => undefined);
    await turns();
    return { answer };
  };
  /** Asks, in a row. */
  const askAll = async (...who: string[]) => {
    for (const one of who) await ask(one);
    return state.asked.splice(0);
  };
  return {
    ...{ circuit, state, ask, askAll, retry: () => end(waits!), probe: () => end(probes!) },
    asked: () => state.asked.splice(0),
    waiting: () => waits!.length,
    probing: () => probes!.length,
  };
}

it('says why and since when it is open, and neither while it is closed', async () => {
  const { circuit, state, ask, askAll, retry } = breaker();
  await ask('a');
  expect([circuit.cause, circuit.since, circuit.recovery]).toEqual([undefined, undefined, undefined]);
  const before = Date.now();
  await ask('b');
  expect(circuit.cause).toEqual(new Outage('b'));
  expect(circuit.since).toBeGreaterThanOrEqual(before);
  expect(circuit.since).toBeLessThanOrEqual(Date.now());
  state.up = true;
  const { recovery } = circuit;
  await askAll('c');
  await recovery;
  expect([circuit.cause, circuit.since, circuit.recovery]).toEqual([undefined, undefined, undefined]);
  expect(state.changes).toBe(2);
  await retry();
  expect(state.changes).toBe(2);
});

it('a call that failed waits before it is made again, while the breaker is closed', async () => {
  const { askAll, asked, waiting, probing, retry } = breaker();
  expect(await askAll('a')).toEqual(['a']);
  expect([waiting(), probing()]).toEqual([1, 0]);
  expect(asked()).toEqual([]);
  await retry();
  expect(asked()).toEqual(['a']);
});

describe('while it is open', () => {
  const open = async (options: Partial<CircuitBreakerOptions> = {}) => {
    const all = breaker(options);
    expect(await all.askAll('a', 'b')).toEqual(['a', 'b']);
    expect(all.probing()).toBe(1);
    return all;
  };

  it('one call that is new goes at once, and the others wait', async () => {
    const { askAll, probing } = await open();
    expect(await askAll('c', 'd', 'e')).toEqual(['c']);
    expect(probing()).toBe(1);
  });

  it('a call that failed waits for its turn, and the new one goes at once all the same', async () => {
    const { asked, retry, askAll } = await open();
    await retry();
    expect(asked()).toEqual([]);
    expect(await askAll('c', 'd')).toEqual(['c']);
  });

  it('each probe lets one call go, those that are new first', async () => {
    const { asked, retry, probe, askAll } = await open();
    await retry();
    await askAll('c', 'd');
    const order: string[][] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      await probe();
      order.push(asked());
    }
    expect(order).toEqual([['d'], ['a'], ['b'], []]);
  });

  it('a probe for which nobody waited is for the next call, new or not, and for one only', async () => {
    const { asked, retry, probe, askAll } = await open();
    expect(await askAll('c')).toEqual(['c']);
    await probe();
    expect(asked()).toEqual([]);
    await retry();
    expect(asked()).toEqual(['a']);
    await probe();
    expect(asked()).toEqual(['b']);
  });

  it('a new call that finds a probe leaves none behind', async () => {
    const { asked, probe, askAll, retry } = await open();
    await probe();
    expect(await askAll('c', 'd')).toEqual(['c']);
    await retry();
    expect(asked()).toEqual([]);
  });

  it.each([
    ['an answer', async () => 'well'],
    ['an error that is no outage', () => Promise.reject(new TypeError('wrong'))],
  ])('%s closes it, and all go on', async (_, answer) => {
    const { circuit, state, asked, retry } = await open();
    await retry();
    state.up = true;
    await circuit.call(answer, never).catch(() => undefined);
    await turns();
    expect(circuit.recovery).toBeUndefined();
    expect(asked()).toEqual(['a', 'b']);
    expect(state.changes).toBe(2);
  });

  it('a caller that gives up is let go at once, and leaves nothing behind', async () => {
    const { ask, askAll, asked, probe, retry } = await open();
    await askAll('c');
    const lost = new AbortController();
    const { answer } = await ask('lost', lost.signal);
    lost.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
    expect(getEventListeners(lost.signal, 'abort')).toHaveLength(0);
    await retry();
    await probe();
    expect(asked()).toEqual(['a']);
    await expect((await ask('later', lost.signal)).answer).rejects.toThrow('enough');
    expect(asked()).toEqual([]);
  });
});

describe('once it is closed again', () => {
  it('it counts from the beginning, and waits for no probe', async () => {
    const { circuit, state, askAll, probing, probe } = breaker();
    await askAll('a', 'b');
    state.up = true;
    await askAll('c');
    state.up = false;
    await probe();
    await askAll('d');
    expect(circuit.recovery).toBeUndefined();
    await askAll('e');
    expect(circuit.recovery).toBeDefined();
    expect(probing()).toBe(1);
    expect(await askAll('f', 'g')).toEqual(['f']);
  });
});

it('an error that is no outage ends a row of failures, as an answer does', async () => {
  const { circuit, askAll } = breaker();
  await askAll('a');
  await circuit.call(async () => Promise.reject(new TypeError('wrong')), never).catch(() => undefined);
  await askAll('b');
  expect(circuit.recovery).toBeUndefined();
});

it('opens after a while in which nothing went well, by failures of one call', async () => {
  const { circuit, askAll, retry } = breaker({ opensAfterMs: 0 });
  await askAll('a');
  expect(circuit.recovery).toBeDefined();
  const patient = breaker();
  await patient.askAll('a');
  for (let time = 0; time < 9; time += 1) await patient.retry();
  expect(patient.asked()).toHaveLength(9);
  expect(patient.circuit.recovery).toBeUndefined();
  await retry();
});

/** Lets everything run that is ready to. */
const turns = () => new Promise((resolve) => setImmediate(resolve));
