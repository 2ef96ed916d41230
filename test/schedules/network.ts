/** A process that calls others. What a dead one would hear, or do next, does not matter any more. */
export interface Caller {
  readonly name: string;
  readonly isAlive: boolean;
}

/**
 * How a call ends. `ok`: it has its effect, and the caller is told. `lost`: it has its effect, and the caller hears of an
 * outage. `failed`: it has none, and the caller hears of an outage. `late`: the caller gives up, and the call is still
 * under way. `refused`: it has no effect, and the caller hears that it can never have one.
 */
export type End = 'ok' | 'lost' | 'failed' | 'late' | 'refused';

export interface Kind {
  /** For people, such as `signal a`. */
  readonly what: string;
  /** What the caller hears of a call that did not go through. Default: an error. */
  readonly failure?: (end: Exclude<End, 'ok'>) => Error;
  /** Whether it can be refused. Default: no. */
  readonly mayBeRefused?: boolean;
  /** Calls of one line have their effects in the order in which they were made. Default: it is in none. */
  readonly line?: string;
}

interface Call extends Kind {
  readonly from: Caller;
  /** Has the effect, or not, and tells the caller. */
  readonly end: (end: End) => void;
}

/** All calls between processes. Each is under way until a step ends it; a wait is over after the next step. */
export class Network {
  readonly #calls: Call[] = [];
  readonly #waits: (() => void)[] = [];

  get underWay(): number {
    return this.#calls.length;
  }

  send<T>(from: Caller, kind: Kind, effect: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const { failure = (end) => new Error(`the call is ${end}`) } = kind;
    const end = (how: End) => {
      try {
        const answer = how === 'ok' || how === 'lost' ? effect() : undefined;
        if (!from.isAlive) return;
        if (how === 'ok') resolve(answer as T);
        else reject(failure(how));
      } catch (refusal) {
        if (!from.isAlive) return;
        reject(how === 'ok' ? (refusal as Error) : failure('lost'));
      }
    };
    if (from.isAlive) this.#calls.push({ ...kind, from, end });
    return promise;
  }

  /** Ends one of the calls under way. Says what that was; undefined if there is none. */
  land(index: number, how: End): string | undefined {
    const chosen = this.#calls[index % this.#calls.length];
    if (!chosen) return undefined;
    const { line } = chosen;
    const at = this.#calls.findIndex((call) => call === chosen || (line && call.line === line));
    const call = this.#calls[at]!;
    if (how === 'refused' && !call.mayBeRefused) return undefined;
    // It stays where it is, as one of a caller that has given up.
    if (how === 'late')
      this.#calls[at] = { ...call, end: (end) => call.end(end), from: { ...call.from, isAlive: false } };
    else this.#calls.splice(at, 1);
    call.end(how);
    return `${call.from.name}: ${call.what}: ${how}`;
  }

  /** A wait of one process, however long it is: it is over after the next step. */
  readonly wait = (): Promise<void> => new Promise((resolve) => this.#waits.push(resolve));

  /** Something happens; then whoever waited before is done with it. False if nothing could happen, and nobody waited. */
  async pass(happens: () => boolean): Promise<boolean> {
    const waits = this.#waits.splice(0);
    const hasHappened = happens();
    if (hasHappened) await nothingReady();
    if (waits.length === 0) return hasHappened;
    for (const end of waits) end();
    await nothingReady();
    return true;
  }
}

/** Node runs the next tick when no promise has anything left to run: quicker than a turn of the event loop. */
export const nothingReady = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
