import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { openPartition } from '../../consumers/bridge/partition.ts';
import { Watermark } from '../../consumers/bridge/watermark.ts';
import { Window } from '../../consumers/bridge/window.ts';
import { Assignment } from '../../infra/kafka/assignment.ts';
import { progressLog } from '../../infra/observe/progress-log.ts';
import { rejected } from '../../schemas/bridge/rejected.ts';
import type { Parts } from './lab.ts';

export interface Broken {
  /** The part that keeps the law, and what is wrong with the one in its place. */
  readonly part: string;
  readonly parts: Parts;
}

/** For each law the part behind it, in a version that breaks the law. */
export const BROKEN = {
  L1: {
    part: 'partition: settles a record before it is dispatched',
    parts: {
      partition: (work) =>
        openPartition({
          ...work,
          dispatch: async (...given) => {
            void work.dispatch(...given);
            return { kind: 'delivered' };
          },
        }),
    },
  },
  L2: { part: 'guard: not loaded by the worker', parts: { guard: [] } },
  L3: {
    part: 'lanes: run everything at once',
    parts: {
      partition: (work) =>
        openPartition({ ...work, lanes: { enqueue: (_, task) => task(), idle: async () => undefined } }),
    },
  },
  L4: { part: 'client interceptor: writes no event header', parts: { carrier: [] } },
  L5: {
    part: 'watermark: follows the last record that is settled',
    parts: {
      partition: (work) => openPartition({ ...work, window: new Window(undefined, new HastyWatermark()) }),
    },
  },
  L6: {
    part: 'assignment: outlives its generation',
    parts: { assign: (...args) => (everlasting ??= new Everlasting(...args)) },
  },
  L7: {
    part: 'dispatch: gives a record up when Temporal does not answer',
    parts: {
      dispatch: (real) => (todo, identity, abort) =>
        Promise.race([
          real(todo, identity, abort),
          delay(1_000, rejected('dispatch', 'refused', 'no answer in time'), { ref: false }),
        ]),
    },
  },
  L8: {
    part: 'dead letters: written without waiting for the broker',
    parts: {
      writeDeadLetter: (real) => async (record, signal) => void real(record, signal).catch(() => undefined),
    },
  },
  L9: {
    part: 'outcome id: a new one for each attempt',
    parts: {
      publisher: (real) => ({
        publish: (record, signal) =>
          real.publish({ ...record, headers: { ...record.headers, ce_id: randomUUID() } }, signal),
      }),
    },
  },
  L10: {
    part: 'window: without a bound',
    parts: {
      partition: (work) =>
        openPartition({ ...work, window: new Window({ records: Infinity, span: 1e9, bytes: Infinity }) }),
    },
  },
  L11: {
    part: 'source: stops without settling, committing or leaving',
    parts: { source: (real) => ({ ...real, stop: async () => ({ drained: true }) }) },
  },
  L12: {
    part: 'progress log: contains values of the record',
    parts: {
      progress: (log) => ({
        ...progressLog(log),
        onSettled: (record, name) => log.info({ record: String(record.value), name }, 'settled'),
      }),
    },
  },
  L13: {
    part: 'sender: writes all topics in one line',
    parts: {
      sender(real) {
        let last: Promise<unknown> = Promise.resolve();
        const inLine = <T>(call: () => Promise<T>): Promise<T> => {
          const result = last.then(() => untilDone(call));
          last = result;
          return result;
        };
        return {
          partitionsOf: (...given) => inLine(() => real.partitionsOf(...given)),
          send: (...given) => inLine(() => real.send(...given)),
          close: () => real.close(),
        };
      },
    },
  },
} satisfies Record<string, Broken>;

export type Law = keyof typeof BROKEN;

/** The parts with which a law's test puts its bridge together: none of its own, or the broken one, where asked for. */
export const partsOf = (law: Law): Parts =>
  process.env['KTB_TEST_BROKEN_LAW'] === law ? BROKEN[law].parts : {};

/** Tries for as long as a test takes. */
const untilDone = <T>(call: () => Promise<T>): Promise<T> =>
  call().catch(() => delay(100, undefined, { ref: false }).then(() => untilDone(call)));

let everlasting: Assignment | undefined;

class Everlasting extends Assignment {
  override close(): void {}
}

class HastyWatermark extends Watermark {
  #last: bigint | undefined;

  override complete(offset: bigint): void {
    super.complete(offset);
    this.#last = offset + 1n;
  }

  override get next(): bigint | undefined {
    return this.#last;
  }
}
