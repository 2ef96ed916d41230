import { CircuitBreaker, type CircuitBreakerOptions } from '../../../consumers/bridge/circuit-breaker.ts';

export class Outage extends Error {}
export const never: AbortSignal = new AbortController().signal;

/** A breaker that opens after two failures, of a dependency that is down until it is up; each wait ends when told to. */
export function breaker(options: Partial<CircuitBreakerOptions> = {}) {
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

/** Lets everything run that is ready to. */
export const turns = () => new Promise((resolve) => setImmediate(resolve));
