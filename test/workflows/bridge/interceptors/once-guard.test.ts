import { describe, expect, it } from '@jest/globals';
import type { Headers } from '@temporalio/common';
import {
  EVENT_HEADER,
  readSeenHeader,
  SEEN_HEADER,
  writeHeader,
  type EventHeader,
} from '../../../../workflows/bridge/interceptors/event-header.ts';
import { interceptors } from '../../../../workflows/bridge/interceptors/once.ts';
import type { Drop } from '../../../../workflows/bridge/interceptors/drops.ts';
import { OnceGuard } from '../../../../workflows/bridge/interceptors/once-guard.ts';

const LOG = 'cluster/orders@1';
const header = (offset: number, about: Partial<EventHeader> = {}): Headers => {
  const event = { id: `${LOG}/0/${offset}`, log: LOG, partition: 0, offset: String(offset), op: 'signal' };
  return { [EVENT_HEADER]: writeHeader({ ...event, ...about }) };
};

/** A run under the guard, whose handlers are at work until a test says that they have finished. */
function run(headers: Headers = {}) {
  const handlers = Promise.withResolvers<void>();
  const drops: Drop[] = [];
  const guard = new OnceGuard({
    untilHandled: () => handlers.promise,
    isMade: () => true,
    onDrop: (drop) => drops.push(drop),
  });
  const applied: unknown[] = [];
  const signal = (of: Headers, ...args: unknown[]): Promise<unknown> =>
    guard.handleSignal({ signalName: 's', args, headers: of }, async () => void applied.push(...args));
  const execute = (workflow: () => Promise<unknown>): Promise<unknown> =>
    guard.execute({ args: [], headers }, workflow);
  const continueAsNew = async (with_: Headers = {}): Promise<Headers> => {
    let handedOver: Headers = {};
    const options = { workflowType: 'W' };
    await guard.continueAsNew({ args: [], headers: with_, options }, async (input): Promise<never> => {
      handedOver = input.headers;
      return undefined as never;
    });
    return handedOver;
  };
  return { applied, drops, signal, execute, continueAsNew, handled: handlers.resolve };
}

const failure = Promise.reject(new Error('wrong'));
failure.catch(() => undefined);

describe('a run is not over before its handlers have finished', () => {
  it.each([
    ['it returns', Promise.resolve('done'), 'done'],
    ['it fails', failure, 'wrong'],
  ])('when %s', async (_, workflow, expected) => {
    const { execute, handled } = run();
    let isOver = false;
    const over = execute(() => workflow)
      .catch((error: Error) => error.message)
      .finally(() => (isOver = true));
    await turns();
    expect(isOver).toBe(false);
    handled();
    expect(await over).toBe(expected);
  });

  it('when it continues as new, for what they apply is handed over', async () => {
    const { continueAsNew, signal, handled } = run();
    let isOver = false;
    const over = continueAsNew().finally(() => (isOver = true));
    await turns();
    expect(isOver).toBe(false);
    await signal(header(7));
    handled();
    expect(readSeenHeader(await over)?.floors).toEqual({ [`${LOG}/0`]: '7' });
  });
});

describe('an event has one effect', () => {
  it('in its run', async () => {
    const { signal, applied } = run();
    for (const offset of [1, 1, 2, 1]) await signal(header(offset), offset);
    expect(applied).toEqual([1, 2]);
  });

  it('and in the next one, which has it from the last', async () => {
    const first = run();
    first.handled();
    await first.execute(async () => first.signal(header(5), 5));
    const handedOver = await first.continueAsNew({ other: writeHeader('kept') });
    expect(handedOver).toHaveProperty('other');
    const next = run({ [SEEN_HEADER]: handedOver[SEEN_HEADER]! });
    next.handled();
    await next.execute(async () => {
      await next.signal(header(5), 5);
      await next.signal(header(6), 6);
    });
    expect(next.applied).toEqual([6]);
  });

  it('though a signal without an event may come as often as it likes', async () => {
    const { signal, applied } = run();
    await signal({}, 'by hand');
    await signal({}, 'by hand');
    expect(applied).toEqual(['by hand', 'by hand']);
  });

  it('the event of a start counts as seen, in this run and in the next', async () => {
    const { execute, signal, continueAsNew, applied, handled } = run(header(4, { op: 'start' }));
    handled();
    await execute(async () => signal(header(4), 'again'));
    expect(applied).toEqual([]);
    expect(readSeenHeader(await continueAsNew())?.floors).toEqual({ [`${LOG}/0`]: '4' });
  });

  it('that of a signal with start does not: its signal is to be applied', async () => {
    const both = header(4, { op: 'signalWithStart' });
    const { execute, signal, applied, handled } = run(both);
    handled();
    await execute(async () => signal(both, 'first'));
    expect(applied).toEqual(['first']);
  });
});

describe('a signal that is dropped', () => {
  const named = (offset: number) => header(offset, { id: 'ce:a' });

  it('is told if another record had its name first, with both', async () => {
    const { signal, drops, applied } = run();
    await signal(named(1), 1);
    await signal(named(2), 2);
    expect(applied).toEqual([1]);
    expect(drops).toEqual([
      {
        ...{ topic: 'orders', partition: 0, offset: '2', signal: 's' },
        first: { topic: 'orders', partition: 0, offset: '1' },
      },
    ]);
  });

  it('is not if its record is delivered again', async () => {
    const { signal, drops } = run();
    for (const offset of [1, 1]) await signal(named(offset), offset);
    for (const offset of [2, 2]) await signal(header(offset), offset);
    expect(drops).toEqual([]);
  });

  it.each([
    ['at a higher offset than any before', header(9, { id: 'ce:a' }), 1],
    ['at one that was passed', header(3, { id: 'ce:a' }), 0],
    ['by a replay', header(9, { id: 'ce:a', replay: true }), 0],
    ['by its place', header(3), 0],
  ])(
    'is told, of an event that an earlier run had, if it can be no redelivery: %s',
    async (_, again, count) => {
      const first = run();
      first.handled();
      await first.signal(named(1), 1);
      await first.signal(header(5), 5);
      const { [SEEN_HEADER]: seen } = await first.continueAsNew();
      const next = run({ [SEEN_HEADER]: seen! });
      next.handled();
      await next.execute(async () => next.signal(again, 'again'));
      expect(next.applied).toEqual([]);
      expect(next.drops).toHaveLength(count);
      expect(next.drops.map((drop) => drop.first)).toEqual(Array.from({ length: count }));
    },
  );
});

it('goes on in the next run with the same arguments', async () => {
  const guard = new OnceGuard({
    untilHandled: async () => undefined,
    isMade: () => true,
    onDrop: () => undefined,
  });
  const options = { workflowType: 'W' };
  let passed: unknown;
  await guard.continueAsNew({ args: [1, 2], headers: {}, options }, async (input) => {
    passed = input;
    return undefined as never;
  });
  expect(passed).toMatchObject({ args: [1, 2], options });
});

it('reaches the handler at once, or a completion would overtake the signal', () => {
  const { signal, applied } = run();
  void signal(header(1), 1);
  expect(applied).toEqual([1]);
});

it('a worker loads the guard for both ways, and what watches over its waits in front of it', () => {
  const { inbound = [], outbound = [], internals = [] } = interceptors();
  expect(inbound.map((each) => each instanceof OnceGuard)).toEqual([false, true]);
  expect(outbound).toEqual([inbound[1]]);
  expect(internals).toHaveLength(1);
});

/** Lets everything run that is ready to. */
const turns = () => new Promise((resolve) => setImmediate(resolve));
