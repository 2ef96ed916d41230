import { describe, expect, it } from '@jest/globals';
import { identify, mayBeRepeated } from '../../../consumers/bridge/event-identity.ts';
import { aRecord } from './record.ts';

const identity = { cluster: 'kafka-1', incarnation: 1, trustCloudEventIds: true };
const cloudEvent = { ce_source: Buffer.from('/shop'), ce_id: Buffer.from('e-1') };

describe('an event is named (frozen formats)', () => {
  it('by its place in the log where it brings no name', () => {
    expect(identify(aRecord(), identity)).toEqual({
      id: 'kafka-1/orders.approvals@1/2/41',
      log: 'kafka-1/orders.approvals@1',
      topic: 'orders.approvals',
      partition: 2,
      offset: 41n,
    });
  });

  it('by its CloudEvents source and id where the route trusts them', () => {
    expect(identify(aRecord({ headers: cloudEvent }), identity).id).toBe('ce:["/shop","e-1"]');
  });

  it('by its place where the route does not trust them', () => {
    const untrusting = { ...identity, trustCloudEventIds: false };
    expect(identify(aRecord({ headers: cloudEvent }), untrusting).id).toBe('kafka-1/orders.approvals@1/2/41');
  });
});

it.each([
  ['only an id', { ce_id: 'e-1' }],
  ['only a source', { ce_source: '/shop' }],
  ['an empty id', { ce_source: '/shop', ce_id: '' }],
  ['an id given twice', { ce_source: '/shop', ce_id: ['e-1', 'e-2'] }],
])('%s names nothing', (_, headers) => {
  expect(identify(aRecord({ headers }), identity).id).toBe('kafka-1/orders.approvals@1/2/41');
});

it('source and id cannot run into each other', () => {
  const one = identify(aRecord({ headers: { ce_source: '/a', ce_id: 'b/c' } }), identity).id;
  const other = identify(aRecord({ headers: { ce_source: '/a/b', ce_id: 'c' } }), identity).id;
  expect(one).not.toBe(other);
});

it('a recreated topic is another log', () => {
  expect(identify(aRecord(), { ...identity, incarnation: 2 }).id).toBe('kafka-1/orders.approvals@2/2/41');
});

it('only a well-formed trace context is passed on', () => {
  const good = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  expect(identify(aRecord({ headers: { traceparent: good } }), identity).traceparent).toBe(good);
  expect(identify(aRecord({ headers: { traceparent: 'nonsense' } }), identity).traceparent).toBeUndefined();
});

it('by its place where its CloudEvents id is no text: bytes that are none would give different events one name', () => {
  const counted = (id: number) => ({ ...cloudEvent, ce_id: Buffer.from([0, id]) });
  expect(identify(aRecord({ headers: counted(0x80) }), identity).id).toBe('kafka-1/orders.approvals@1/2/41');
  expect(identify(aRecord({ headers: counted(0x41) }), identity).id).toBe('ce:["/shop","\\u0000A"]');
});

it('by its CloudEvents name within its topic, unless the route says that names are global', () => {
  const record = aRecord({ headers: cloudEvent });
  expect(identify(record, identity)).toHaveProperty('names', 'topic');
  const global = identify(record, { ...identity, trustCloudEventIds: 'global' });
  expect(global.id).toBe('ce:["/shop","e-1"]');
  expect(global).not.toHaveProperty('names');
  expect(identify(aRecord(), identity)).not.toHaveProperty('names');
});

it.each([
  ['says nothing', {}, {}, true],
  ['says so', { mayBeRepeated: true }, {}, true],
  ['says that it was not there before', { mayBeRepeated: false }, {}, false],
  ['says so of a record that is replayed', { mayBeRepeated: false }, { replay: true } as const, true],
])('K12: whether a record may be repeated, if its source %s', (_, about, more, expected) => {
  expect(mayBeRepeated({ ...identify(aRecord(about), identity), ...more })).toBe(expected);
});
