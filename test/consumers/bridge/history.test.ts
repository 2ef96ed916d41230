import { describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { headerOf } from '../../../consumers/bridge/event-interceptor.ts';
import type { EventIdentity } from '../../../consumers/bridge/event-identity.ts';
import { lookIntoHistory } from '../../../consumers/bridge/history.ts';
import { RunHistories } from '../../../consumers/bridge/run-histories.ts';
import type { HandedOver } from '../../../workflows/bridge/interceptors/event-header.ts';
import { BOTH, dispatching, event, handedOver, LOG, named } from './dispatching.ts';
import { grpcError } from './memory-temporal.ts';

/** A workflow that some records have reached, and what a look into its history finds. */
async function having(...identities: readonly EventIdentity[]) {
  const temporal = dispatching();
  const sent = async (...more: readonly EventIdentity[]) => {
    for (const one of more) await temporal.dispatch(BOTH, { ...one, mayBeRepeated: false });
  };
  await sent(...identities);
  const histories = new RunHistories(temporal.client);
  const look = (identity: EventIdentity, mayBeThere = true) =>
    lookIntoHistory(histories, 'w', headerOf(identity, 'signal'), mayBeThere, (call) => call());
  return { ...temporal, sent, look };
}

const at = (offset: number, about: Partial<EventIdentity> = {}) => event(offset, about);
const replayed = (offset: number) => event(offset, { replay: true });
const others = (isOvertaken: boolean) => ({ kind: 'other-events', isOvertaken });
const places = (offsets: string): HandedOver => ({
  ...handedOver('0'),
  places: [{ partition: `${LOG}/0`, offsets }],
});

describe('in one run', () => {
  it('an event is there, or others are, or there is no workflow', async () => {
    const { look } = await having(at(1), at(3));
    expect(await look(at(3))).toEqual({ kind: 'event' });
    expect(await look(at(5))).toEqual(others(false));
    expect(await (await having()).look(at(1))).toEqual({ kind: 'no-workflow' });
  });

  it('one that cannot be there is not looked for', async () => {
    const { look, calls } = await having(at(1));
    calls.splice(0);
    expect(await look(at(1), false)).toEqual(others(false));
    expect(calls).toEqual(['describe']);
  });

  it.each([
    ['a later one of its partition', at(5), true],
    ['one of another partition', at(5, { partition: 1, id: `${LOG}/1/5` }), false],
    ['one of another reader', at(5, { reader: 'two' }), false],
    ['one of the log before it was cut', at(5, { epoch: 1 }), false],
    ['one that was replayed', replayed(5), false],
    ['the record itself, under another name', named(3), false],
  ])('an event is overtaken, or not, by %s', async (_, other, isOvertaken) => {
    const first = at(9, { partition: 2, id: `${LOG}/2/9` });
    const { look } = await having(first, other);
    expect(await look(at(3, { reader: 'one', epoch: 2 }))).toEqual(others(isOvertaken));
  });

  it('of records that brought one name, the first one counts, or the one that is looked for', async () => {
    const { look } = await having(named(1), named(2));
    const first = { log: LOG, partition: 0, offset: '1' };
    expect(await look(named(9))).toEqual({ kind: 'event', otherRecord: first });
    expect(await look(named(2))).toEqual({ kind: 'event' });
  });
});

describe('in the run before', () => {
  it('one that is settled, and never came, was rejected, and is overtaken', async () => {
    const { look, renew } = await having(at(1), at(4));
    renew('w', handedOver('4'));
    expect(await look(at(3))).toEqual(others(true));
    expect(await look(at(1))).toEqual({ kind: 'event' });
  });

  it('nothing is read for an event that it cannot have had', async () => {
    const { look, renew, calls } = await having(at(1), at(4));
    renew('w', handedOver('4'));
    calls.splice(0);
    expect(await look(at(9))).toEqual(others(false));
    expect(calls).toEqual(['describe', 'history']);
  });

  it('places that were seen are known, and those between them only to a replay', async () => {
    const { look, renew, calls } = await having(at(1), replayed(3));
    renew('w', places('5'));
    calls.splice(0);
    expect(await look(at(5))).toEqual({ kind: 'event' });
    expect(await look(at(3))).toEqual(others(true));
    expect(calls.filter((call) => call === 'history')).toHaveLength(1);
    expect(await look(replayed(3))).toEqual({ kind: 'event' });
  });

  it('a name is that of a record which is not known, unless the place was seen, too', async () => {
    const { look, renew } = await having(named(2));
    renew('w', handedOver('4', ['ce:a']));
    expect(await look(named(9))).toEqual({ kind: 'event', otherRecord: 'unknown' });
    expect(await look(named(2))).toEqual({ kind: 'event' });
    expect(await look(named(9, { replay: true }))).toEqual({ kind: 'event' });
  });

  it('a record that came below what was settled was dropped, so its replay is the first to apply it', async () => {
    const { look, renew, sent } = await having(at(1), at(4));
    renew('w', handedOver('4'));
    await sent(at(2));
    expect(await look(replayed(2))).toEqual(others(true));
    expect(await look(at(2))).toEqual({ kind: 'event' });
    await sent(replayed(2));
    expect(await look(replayed(2))).toEqual({ kind: 'event' });
  });

  it('what Temporal does not keep is not known: what was settled was applied, but for a replay', async () => {
    const { look, renew, forget } = await having(at(1), at(4));
    renew('w', handedOver('4'));
    expect(await look(replayed(1))).toEqual({ kind: 'event' });
    forget('w');
    expect(await look(replayed(1))).toEqual(others(true));
    expect(await look(at(3))).toEqual({ kind: 'event' });
  });

  it.each([
    ['an outage', grpcError(status.UNAVAILABLE)],
    ['a bug', new TypeError('a bug')],
  ])('%s says nothing', async (_, error) => {
    const { look, renew, fail } = await having(at(1), at(4));
    renew('w', handedOver('4'));
    await look(at(9));
    fail('history', error);
    await expect(look(at(3))).rejects.toBe(error);
  });
});

it('a last run that is gone meanwhile is looked for again', async () => {
  const { look, fail } = await having(at(1));
  fail('history', grpcError(status.NOT_FOUND));
  await expect(look(at(1))).rejects.toMatchObject({ code: status.NOT_FOUND });
});
