import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { CircuitBreakerOptions } from '../../../consumers/bridge/circuit-breaker.ts';
import { breaker, never, Outage, turns } from './controlled-breaker.ts';

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

  it('a call that failed, and finds a probe, takes nothing from the one that is new', async () => {
    const { asked, retry, probe, askAll } = await open();
    await probe();
    await retry();
    expect(asked()).toEqual(['a']);
    expect(await askAll('c', 'd')).toEqual(['c']);
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
