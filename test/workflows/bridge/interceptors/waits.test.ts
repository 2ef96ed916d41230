import { describe, expect, it } from '@jest/globals';
import { EVENT_HEADER, writeHeader } from '../../../../workflows/bridge/interceptors/event-header.ts';
import { UnfinishedHandlers } from '../../../../workflows/bridge/interceptors/unfinished-handlers.ts';
import {
  UnhandledSignals,
  type Signalled,
  type UnhandledSignalWait,
} from '../../../../workflows/bridge/interceptors/unhandled-signals.ts';
import {
  TOLD_AFTER_MS,
  Waits,
  wordsOf,
  type ToldWait,
} from '../../../../workflows/bridge/interceptors/waits.ts';

const RUN = { workflowId: 'w', runId: 'r', workflowType: 'W' };
const aSignal = (about: Partial<UnhandledSignalWait> = {}): UnhandledSignalWait => ({
  ...{ kind: 'unhandled', signal: 's', topic: 't', partition: 1, offset: '5', since: 0 },
  ...about,
});

describe('signals that no handler has taken', () => {
  const signalled = (offset: number, signalName = 's'): Signalled => {
    const event = {
      id: `c/t@1/3/${offset}`,
      log: 'c/t@1',
      partition: 3,
      offset: String(offset),
      op: 'signal',
    };
    return { signalName, headers: { [EVENT_HEADER]: writeHeader(event) } };
  };

  it('are known by name and record, until one takes them', () => {
    const signals = new UnhandledSignals();
    signals.came(signalled(1), 100);
    signals.came(signalled(2, 'other'), 200);
    expect(signals.waits).toEqual([
      { kind: 'unhandled', signal: 's', topic: 't', partition: 3, offset: '1', since: 100 },
      { kind: 'unhandled', signal: 'other', topic: 't', partition: 3, offset: '2', since: 200 },
    ]);
    expect(signals.waits[0]).toBe(signals.waits[0]);
    signals.taken(signalled(1));
    expect(signals.waits.map(({ offset }) => offset)).toEqual(['2']);
  });

  it('wait once for each time that they came', () => {
    const signals = new UnhandledSignals();
    signals.came(signalled(1), 100);
    signals.came(signalled(1), 200);
    expect(signals.waits).toHaveLength(1);
    signals.taken(signalled(1));
    expect(signals.waits).toMatchObject([{ since: 100 }]);
    signals.taken(signalled(1));
    expect(signals.waits).toEqual([]);
    signals.taken(signalled(1));
    expect(signals.waits).toEqual([]);
  });

  it.each([
    ['without an event', { signalName: 's', headers: {} }],
    ['without headers', { signalName: 's', headers: null }],
    ['without a name', { ...signalled(1), signalName: '' }],
  ])('those %s are not ours', (_, other) => {
    const signals = new UnhandledSignals();
    signals.came(other, 100);
    signals.taken(other);
    expect(signals.waits).toEqual([]);
  });
});

describe('handlers', () => {
  it('are waited for from when the workflow has finished until they have', async () => {
    const handlers = new UnfinishedHandlers();
    const [slow, quick] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()];
    const handled = handlers.run('work', slow.promise);
    void handlers.run('work', slow.promise);
    handlers.run('quick', quick.promise).catch(() => undefined);
    expect(handled).toBe(slow.promise);
    expect(handlers.wait).toBeUndefined();
    quick.reject(new Error('over'));
    await turns();
    expect(handlers.awaited(false, 100)).toBe(false);
    const { wait } = handlers;
    expect(wait).toEqual({ kind: 'unfinished', handlers: ['work'], since: 100 });
    expect(handlers.awaited(false, 200)).toBe(false);
    expect(handlers.wait).toBe(wait);
    slow.resolve('done');
    expect(await handled).toBe('done');
    expect(handlers.awaited(true, 300)).toBe(true);
    expect(handlers.wait).toBeUndefined();
    await turns();
    handlers.awaited(false, 400);
    expect(handlers.wait).toEqual({ kind: 'unfinished', handlers: [], since: 400 });
  });
});

describe('a wait is told', () => {
  const clock = (maxKept?: number) => {
    const told: ToldWait[] = [];
    return { told, waits: new Waits((one) => told.push(one), maxKept) };
  };

  it('once it has lasted, once', () => {
    const { told, waits } = clock();
    const wait = aSignal({ since: 1_000 });
    waits.began(RUN, wait);
    waits.look(999 + TOLD_AFTER_MS);
    expect(told).toEqual([]);
    waits.look(1_000 + TOLD_AFTER_MS);
    waits.look(2_000 + TOLD_AFTER_MS);
    waits.began(RUN, wait);
    waits.look(3_000 + TOLD_AFTER_MS);
    expect(told).toEqual([{ ...RUN, wait, isOver: false, isFirst: true }]);
  });

  it('not if it has ended before', () => {
    const { told, waits } = clock();
    waits.began(RUN, aSignal());
    waits.ended(RUN, aSignal());
    waits.look(TOLD_AFTER_MS);
    expect(told).toEqual([]);
  });

  it('when its run is over, once, though the task of that is repeated', () => {
    const { told, waits } = clock();
    waits.began(RUN, aSignal());
    for (let task = 0; task < 2; task += 1) waits.over(RUN, [aSignal()]);
    waits.look(TOLD_AFTER_MS);
    expect(told).toEqual([{ ...RUN, wait: aSignal(), isOver: true, isFirst: true }]);
  });

  it('when its run is over in the task in which it begins', () => {
    const { told, waits } = clock();
    waits.over(RUN, [aSignal()]);
    expect(told).toEqual([{ ...RUN, wait: aSignal(), isOver: true, isFirst: true }]);
  });

  it('and if it had lasted before, it is not the first time', () => {
    const { told, waits } = clock();
    waits.began(RUN, aSignal());
    waits.look(TOLD_AFTER_MS);
    waits.over(RUN, [aSignal()]);
    expect(told).toMatchObject([{ isOver: false }, { isOver: true, isFirst: false }]);
  });

  it('of each run, signal and record by itself', () => {
    const { told, waits } = clock();
    const others = [{ signal: 'x' }, { topic: 'x' }, { partition: 9 }, { offset: '9' }].map(aSignal);
    for (const wait of [aSignal(), ...others]) waits.began(RUN, wait);
    waits.began({ ...RUN, runId: 'other' }, aSignal());
    waits.began(RUN, { kind: 'unfinished', handlers: ['h'], since: 0 });
    waits.ended(RUN, aSignal());
    waits.look(TOLD_AFTER_MS);
    expect(told).toHaveLength(6);
  });

  it('but of more than can be kept, the oldest are forgotten', () => {
    const { told, waits } = clock(3);
    for (const offset of '01234') waits.began(RUN, aSignal({ offset }));
    waits.look(TOLD_AFTER_MS);
    expect(told.map(({ wait }) => wait)).toEqual(['2', '3', '4'].map((offset) => aSignal({ offset })));
  });

  it('in words of its own for each reason', () => {
    const unfinished = { kind: 'unfinished', handlers: [], since: 0 } as const;
    const said = [wordsOf(aSignal(), false), wordsOf(aSignal(), true), wordsOf(unfinished, false)];
    expect(new Set(said).size).toBe(3);
    expect(wordsOf(unfinished, true)).toBe(said[2]);
  });
});

/** Lets everything run that is ready to. */
const turns = () => new Promise((resolve) => setImmediate(resolve));
