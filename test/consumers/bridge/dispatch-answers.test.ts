import { describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { ignore } from '../../../consumers/bridge/command.ts';
import { Concurrency } from '../../../consumers/bridge/concurrency.ts';
import { temporalBreaker, type DispatchOptions } from '../../../consumers/bridge/dispatch.ts';
import { rejected } from '../../../schemas/bridge/rejected.ts';
import { again, BOTH, dispatching, event, handedOver, LOG, named, SIGNAL, START } from './dispatching.ts';
import { grpcError } from './memory-temporal.ts';

describe('a call that Temporal takes', () => {
  it.each([
    ['a start', START, ['start']],
    ['a signal with start', BOTH, ['signalWithStart']],
  ] as const)('is delivered: %s', async (_, command, expected) => {
    const { dispatch, calls } = dispatching();
    expect(await dispatch(command, event(1))).toEqual({ kind: 'delivered' });
    expect(calls).toEqual(expected);
  });

  it('has ten seconds, or as long as is said', async () => {
    const { dispatch, deadlines } = dispatching();
    await dispatch(START, event(1));
    expect(deadlines[0]).toBeGreaterThan(8_000);
    expect(deadlines[0]).toBeLessThanOrEqual(10_000);
    const other = dispatching({ callTimeoutMs: 500 });
    await other.dispatch(START, event(1));
    expect(other.deadlines[0]).toBeLessThanOrEqual(500);
  });
});

describe('what was decided before', () => {
  it.each([ignore('test'), rejected('route', 'invalid', 'wrong')])('stays so: %j', async (decided) => {
    const { dispatch, calls } = dispatching();
    expect(await dispatch(decided, event(1))).toBe(decided);
    expect(calls).toEqual([]);
  });

  it('and what is too large is not sent', async () => {
    const { dispatch, calls } = dispatching();
    expect(await dispatch({ ...START, workflowId: 'x'.repeat(1_001) }, event(1))).toMatchObject({
      reason: 'oversize',
    });
    expect(calls).toEqual([]);
  });
});

describe('a workflow that was started before', () => {
  it('by the same record: it was delivered', async () => {
    const { dispatch } = dispatching();
    await dispatch(START, event(1));
    expect(await dispatch(START, again(event(1)))).toEqual({ kind: 'duplicate' });
  });

  it('by another record of the same event: the first one is named', async () => {
    const { dispatch } = dispatching();
    await dispatch(START, named(1));
    expect(await dispatch(START, named(2))).toEqual({
      kind: 'duplicate',
      otherRecord: { log: LOG, partition: 0, offset: '1' },
    });
  });

  it('by another event: they are in conflict', async () => {
    const { dispatch } = dispatching();
    await dispatch(START, event(1));
    expect(await dispatch(START, event(2))).toEqual({
      ...rejected('dispatch', 'conflict', 'workflow w was started by another event'),
      attempts: 1,
    });
  });

  it('by an event that came with a signal: that says nothing of the start', async () => {
    const { dispatch } = dispatching();
    await dispatch(BOTH, named(1));
    expect(await dispatch(START, event(2))).toMatchObject({ reason: 'conflict' });
  });
});

describe('a workflow that is closed', () => {
  const closed = async () => {
    const temporal = dispatching();
    for (const offset of [1, 2, 3, 4, 5]) await temporal.dispatch(BOTH, event(offset));
    temporal.close('w');
    return temporal;
  };

  it.each([SIGNAL, BOTH])('takes nothing more: $kind', async (command) => {
    const { dispatch } = await closed();
    expect(await dispatch(command, event(6))).toEqual({
      ...rejected('dispatch', 'late', 'workflow w is already closed'),
      attempts: 1,
    });
  });

  it.each([SIGNAL, BOTH])('and what it has was delivered: $kind', async (command) => {
    const { dispatch } = await closed();
    for (const offset of [1, 3, 5])
      expect(await dispatch(command, again(event(offset)))).toEqual({ kind: 'duplicate' });
  });

  it('names another record of the same event', async () => {
    const { dispatch, close } = dispatching();
    await dispatch(BOTH, named(1));
    close('w');
    expect(await dispatch(SIGNAL, named(2))).toMatchObject({ otherRecord: { offset: '1' } });
  });
});

describe('a workflow that goes on in a new run', () => {
  const renewed = async (ids: string[] = []) => {
    const temporal = dispatching();
    await temporal.dispatch(BOTH, event(1));
    await temporal.dispatch(BOTH, named(2));
    temporal.renew('w', handedOver('4', ids));
    return temporal;
  };

  it('knows what earlier runs had, by its offset', async () => {
    const { dispatch, close } = await renewed();
    close('w');
    expect(await dispatch(BOTH, again(event(1)))).toEqual({ kind: 'duplicate' });
    expect(await dispatch(BOTH, event(5))).toMatchObject({ reason: 'late' });
  });

  it('or by its name, and not always which record brought it', async () => {
    const { dispatch, close } = await renewed(['ce:a']);
    close('w');
    expect(await dispatch(BOTH, named(9))).toEqual({ kind: 'duplicate', otherRecord: 'unknown' });
  });

  it('a replay is looked for in the runs before', async () => {
    const { dispatch, calls } = await renewed();
    expect(await dispatch(BOTH, event(1, { replay: true }))).toEqual({ kind: 'duplicate' });
    expect(calls.filter((call) => call === 'signalWithStart')).toHaveLength(2);
    expect(await dispatch(BOTH, event(3, { replay: true }))).toEqual({ kind: 'delivered' });
  });

  it('as long as they are kept', async () => {
    const { dispatch, forget } = await renewed();
    forget('w');
    expect(await dispatch(BOTH, event(1, { replay: true }))).toEqual({ kind: 'delivered' });
  });

  it('and a name that was handed over is known to a replay, too', async () => {
    const { dispatch } = await renewed(['ce:a']);
    expect(await dispatch(BOTH, named(9, { replay: true }))).toEqual({ kind: 'duplicate' });
  });
});

describe('a workflow that is not there', () => {
  it('cannot be signalled', async () => {
    const { dispatch } = dispatching();
    expect(await dispatch(SIGNAL, event(1))).toEqual({
      ...rejected('dispatch', 'early', 'there is no workflow w to signal'),
      attempts: 1,
    });
  });

  it('is signalled again if it was started meanwhile', async () => {
    const { dispatch, fail, calls } = dispatching();
    await dispatch(START, event(1));
    fail('signal', grpcError(status.NOT_FOUND));
    expect(await dispatch(SIGNAL, event(2))).toEqual({ kind: 'delivered' });
    expect(calls.filter((call) => call === 'signal')).toHaveLength(2);
  });

  it('once', async () => {
    const { dispatch, fail } = dispatching();
    await dispatch(START, event(1));
    for (let miss = 0; miss < 2; miss += 1) fail('signal', grpcError(status.NOT_FOUND));
    expect(await dispatch(SIGNAL, event(2))).toMatchObject({ reason: 'late', attempts: 1 });
  });

  it('may come within the time that its signal waits', async () => {
    const { dispatch } = dispatching();
    const waiting = dispatch({ ...SIGNAL, waitMs: 60_000 }, event(2));
    await dispatch(START, event(1));
    expect(await waiting).toEqual({ kind: 'delivered' });
  });
});

describe('a call that gets no answer', () => {
  it('is made again, which is told each time', async () => {
    const told: unknown[] = [];
    const outage = grpcError(status.UNAVAILABLE);
    const onRetry: DispatchOptions['onRetry'] = ({ offset }, attempts, cause) =>
      told.push([offset, attempts, (cause as Error).cause ?? cause]);
    const { dispatch, fail } = dispatching({ onRetry });
    for (let outages = 0; outages < 2; outages += 1) fail('start', outage);
    expect(await dispatch(START, event(1))).toEqual({ kind: 'delivered' });
    expect(told).toEqual([
      [1n, 1, outage],
      [1n, 2, outage],
    ]);
  });

  it('may have had its effect: then it was delivered', async () => {
    const { dispatch, fail } = dispatching();
    fail('start', grpcError(status.DEADLINE_EXCEEDED), true);
    expect(await dispatch(START, event(1))).toEqual({ kind: 'duplicate' });
  });

  it('and the answer counts the attempts', async () => {
    const { dispatch, fail } = dispatching();
    await dispatch(START, event(1));
    fail('start', grpcError(status.UNAVAILABLE));
    expect(await dispatch(START, event(2))).toMatchObject({ reason: 'conflict', attempts: 2 });
  });

  it('is given up only by those who asked', async () => {
    const abort = new AbortController();
    const { dispatch, fail } = dispatching({ onRetry: () => abort.abort(new Error('enough')) });
    fail('start', grpcError(status.UNAVAILABLE));
    await expect(dispatch(START, event(1), abort.signal)).rejects.toThrow('enough');
  });

  it('slows the others down if there are too many', async () => {
    const concurrency = new Concurrency({ max: 8, isOverload: () => true });
    const { dispatch, fail } = dispatching({ concurrency });
    fail('start', grpcError(status.RESOURCE_EXHAUSTED));
    await dispatch(START, event(1));
    expect(concurrency.limit).toBe(4);
  });

  it('opens the breaker if five calls fail, which has a name', async () => {
    const changes: unknown[] = [];
    const temporal = temporalBreaker({ onChange: ({ name, recovery }) => changes.push([name, !recovery]) });
    const { dispatch, fail } = dispatching({ temporal });
    const calls = [1, 2, 3, 4, 5];
    for (const _ of calls) fail('start', grpcError(status.UNAVAILABLE));
    await Promise.all(calls.map((nth) => dispatch({ ...START, workflowId: `w-${nth}` }, event(nth))));
    expect(changes).toEqual([
      ['Temporal', false],
      ['Temporal', true],
    ]);
  });
});

describe('a call that can never work', () => {
  const refused = grpcError(status.INVALID_ARGUMENT, 'the id is not right');

  it('is refused', async () => {
    const { dispatch, fail } = dispatching();
    fail('start', refused);
    expect(await dispatch(START, event(1))).toEqual({
      ...rejected('dispatch', 'refused', 'Temporal refuses the call: the id is not right'),
      attempts: 1,
    });
  });

  it('unless an earlier attempt got through', async () => {
    const { dispatch, fail } = dispatching();
    fail('start', grpcError(status.DEADLINE_EXCEEDED), true);
    fail('start', refused);
    expect(await dispatch(START, event(1))).toEqual({ kind: 'duplicate' });
  });

  it('or another record brought its event', async () => {
    const { dispatch, fail } = dispatching();
    await dispatch(START, named(1));
    fail('start', refused);
    expect(await dispatch(START, again(named(2)))).toMatchObject({ otherRecord: { offset: '1' } });
  });

  it('nothing got through if the look is refused, too', async () => {
    const { dispatch, fail } = dispatching();
    fail('start', refused);
    fail('describe', refused);
    expect(await dispatch(START, again(event(1)))).toMatchObject({ reason: 'refused', attempts: 1 });
  });

  it('while the look gets no answer, it is made again', async () => {
    const { dispatch, fail } = dispatching();
    fail('start', grpcError(status.DEADLINE_EXCEEDED), true);
    fail('start', refused);
    fail('describe', grpcError(status.UNAVAILABLE));
    expect(await dispatch(START, event(1))).toEqual({ kind: 'duplicate' });
  });
});

it('what is no answer of Temporal is for a person', async () => {
  const { dispatch } = dispatching();
  const odd = { ...START, args: [1n] };
  expect(await dispatch(odd, event(1))).toMatchObject({ reason: 'invalid' });
  const oddMemo = { ...START, memo: { total: 1n } };
  expect(await dispatch(oddMemo, event(1))).toMatchObject({ reason: 'invalid' });
});

it('a look that goes wrong is no look', async () => {
  const { dispatch, fail } = dispatching();
  await dispatch(START, event(1));
  fail('history', new TypeError('a bug'));
  await expect(dispatch(START, again(event(1)))).rejects.toThrow('a bug');
});
