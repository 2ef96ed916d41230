import { describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import type { EventIdentity } from '../../../consumers/bridge/event-identity.ts';
import { again, BOTH, dispatching, event, named, SIGNAL, START } from './dispatching.ts';
import { grpcError } from './memory-temporal.ts';

const fresh = (identity: EventIdentity): EventIdentity => ({ ...identity, mayBeRepeated: false });
const refused = grpcError(status.INVALID_ARGUMENT, 'the id is not right');
const tooLarge = grpcError(status.RESOURCE_EXHAUSTED, 'Received message larger than max (17 vs 16)');

describe('a record that nobody has sent before', () => {
  it('is sent without a look', async () => {
    const { dispatch, calls } = dispatching();
    await dispatch(START, fresh(event(1)));
    await dispatch(SIGNAL, fresh(event(2)));
    expect(calls).toEqual(['start', 'signal']);
  });

  it('is refused without a look', async () => {
    const { dispatch, fail, calls } = dispatching();
    fail('start', refused);
    expect(await dispatch(START, fresh(event(1)))).toMatchObject({ reason: 'refused', attempts: 1 });
    expect(calls).toEqual(['start']);
  });

  it('is looked for once an attempt of it got no answer', async () => {
    const { dispatch, fail } = dispatching();
    fail('start', grpcError(status.DEADLINE_EXCEEDED), true);
    fail('start', refused);
    expect(await dispatch(START, fresh(event(1)))).toEqual({ kind: 'duplicate' });
  });

  it('costs one call more if it comes too late, whatever there was before', async () => {
    const { dispatch, close, calls } = dispatching();
    await dispatch(BOTH, fresh(event(1)));
    close('w');
    calls.splice(0);
    expect(await dispatch(BOTH, fresh(event(2)))).toMatchObject({ reason: 'late' });
    expect(calls).toEqual(['signalWithStart', 'describe']);
  });
});

describe('a record that may have been sent before', () => {
  const SIGNALS = [SIGNAL, BOTH];

  it.each(SIGNALS)('is not applied after later ones of its partition: $kind', async (command) => {
    const { dispatch, calls } = dispatching();
    await dispatch(BOTH, fresh(event(1)));
    await dispatch(SIGNAL, fresh(event(5)));
    calls.splice(0);
    expect(await dispatch(command, again(event(3)))).toMatchObject({ reason: 'overtaken' });
    expect(calls).not.toContain('signal');
    expect(calls).not.toContain('signalWithStart');
  });

  it.each(SIGNALS)('is applied in its place: $kind', async (command) => {
    const { dispatch } = dispatching();
    await dispatch(BOTH, fresh(event(1)));
    expect(await dispatch(command, again(event(3)))).toEqual({ kind: 'delivered' });
  });

  it('is applied after later ones if a person replays it', async () => {
    const { dispatch } = dispatching();
    for (const offset of [1, 5]) await dispatch(BOTH, fresh(event(offset)));
    expect(await dispatch(SIGNAL, event(3, { replay: true }))).toEqual({ kind: 'delivered' });
  });

  it('names the record that brought its event before', async () => {
    const { dispatch } = dispatching();
    await dispatch(BOTH, fresh(named(1)));
    expect(await dispatch(SIGNAL, again(named(2)))).toEqual({
      kind: 'duplicate',
      otherRecord: { log: 'c/t@1', partition: 0, offset: '1' },
    });
  });
});

it('many looks into one workflow read its history once', async () => {
  const { dispatch, calls } = dispatching();
  for (const offset of [1, 2, 3]) await dispatch(BOTH, fresh(event(offset)));
  await dispatch(SIGNAL, again(event(1)));
  calls.splice(0);
  for (const offset of [1, 2, 3]) await dispatch(SIGNAL, again(event(offset)));
  expect(calls).toEqual(['describe', 'describe', 'describe']);
  await dispatch(SIGNAL, fresh(event(4)));
  expect(await dispatch(SIGNAL, again(event(4)))).toEqual({ kind: 'duplicate' });
});

it('a workflow whose history is too large to be read refuses what may be in it', async () => {
  const { dispatch, fail, close } = dispatching();
  await dispatch(BOTH, fresh(event(1)));
  close('w');
  // Pages get smaller, down to one event.
  for (const _ of [16, 8, 4, 2, 1]) fail('history', tooLarge);
  expect(await dispatch(START, again(event(2)))).toMatchObject({
    reason: 'refused',
    message: 'the history of workflow w is too large to be read',
  });
});

it('a call that is too large for Temporal is oversize', async () => {
  const { dispatch, fail } = dispatching();
  fail('start', tooLarge);
  expect(await dispatch(START, fresh(event(1)))).toMatchObject({ reason: 'oversize' });
});

it('a call that is refused waits if nobody can say whether an earlier one got through', async () => {
  const { dispatch, fail } = dispatching();
  await dispatch(START, fresh(event(1)));
  fail('start', refused);
  fail('history', new TypeError('a bug'));
  await expect(dispatch(START, again(event(2)))).rejects.toThrow('a bug');
});
