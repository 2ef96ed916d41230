import { describe, expect, it } from '@jest/globals';
import { CircuitBreaker } from '../../../consumers/bridge/circuit-breaker.ts';
import { eventually } from '../../eventually.ts';
import { breaker, never, turns } from './controlled-breaker.ts';

describe('once it is closed again', () => {
  it('counts from the beginning, and waits for no probe', async () => {
    const { circuit, state, askAll, asked, probing, probe, retry } = breaker();
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
    await retry();
    expect(asked()).toEqual([]);
    expect(await askAll('f', 'g')).toEqual(['f']);
  });

  it('has no probe that was due before', async () => {
    const { circuit, askAll, asked, probe, retry } = breaker();
    const slow = Promise.withResolvers<void>();
    const answered = circuit.call(() => slow.promise, never);
    await askAll('a', 'b');
    await probe();
    slow.resolve();
    await answered;
    await askAll('c', 'd');
    expect(circuit.recovery).toBeDefined();
    await retry();
    expect(asked()).toEqual([]);
  });

  it('waits a short time for its first probe', async () => {
    const waits: number[] = [];
    const waitToProbe = async (ms: number) => {
      waits.push(ms);
      await turns();
    };
    const { state, askAll, retry } = breaker({ waitToProbe });
    await askAll('a', 'b');
    while (waits.length < 40) await retry();
    state.up = true;
    await retry();
    const before = waits.length;
    state.up = false;
    await askAll('c', 'd');
    expect(waits[before]).toBeLessThan(waits[before - 1]!);
  });

  it('begins a while of failures with the next one', async () => {
    const { circuit, state, askAll } = breaker({ opensAfterMs: 20 });
    await askAll('a');
    state.up = true;
    await askAll('b');
    state.up = false;
    const begun = Date.now();
    await eventually(() => Date.now() - begun > 20);
    await askAll('c');
    expect(circuit.recovery).toBeUndefined();
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

it('keeps no process alive while it waits to be tested', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((what) => what === 'Timeout').length;
  const circuit = new CircuitBreaker({
    ...{ name: 'it', isOutage: () => true, opensAfter: 1 },
    wait: () => new Promise(() => undefined),
  });
  const before = timers();
  void circuit.call(() => Promise.reject(new Error('down')));
  await turns();
  expect(circuit.recovery).toBeDefined();
  expect(timers()).toBe(before);
});
