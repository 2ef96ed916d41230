import { expect, it } from '@jest/globals';
import { identify } from '../../../consumers/bridge/event-identity.ts';
import { headerText } from '../../../consumers/bridge/inbound-record.ts';
import { aRecord } from './record.ts';

const naming = { cluster: 'c', incarnation: 1, trustCloudEventIds: true };

it('an event has the id of its topic and the epoch of its record, where they are known', () => {
  expect(identify(aRecord({ topicId: 'x', leaderEpoch: 0 }), naming)).toMatchObject({
    topicId: 'x',
    epoch: 0,
  });
  const unknown = identify(aRecord(), naming);
  expect(unknown).not.toHaveProperty('topicId');
  expect(unknown).not.toHaveProperty('epoch');
});

it('in a topic that took the place of another one its log has the id of the topic, too (frozen format)', () => {
  const record = aRecord({ topicId: 'x', isRecreated: true });
  expect(identify(record, naming).id).toBe('c/orders.approvals@1/x/2/41');
  expect(identify({ ...record, isRecreated: false }, naming).id).toBe('c/orders.approvals@1/2/41');
});

it('what is known of its reader, and of what that has committed and sent before, goes with it', () => {
  const known = { committed: 0n, mayBeRepeated: false };
  expect(identify(aRecord(known), { ...naming, reader: 'one' })).toMatchObject({ reader: 'one', ...known });
  const nothing = identify(aRecord(), naming);
  for (const name of ['reader', 'committed', 'mayBeRepeated', 'replay'])
    expect(nothing).not.toHaveProperty(name);
});

it('a record that is read again on purpose is a replay', () => {
  expect(identify(aRecord({ isReadAgain: true }), naming).replay).toBe(true);
});

it('a name of more than 512 bytes is hashed (frozen format)', () => {
  const named = (length: number) =>
    identify(aRecord({ headers: { ce_source: 's', ce_id: 'x'.repeat(length) } }), naming).id;
  // Brackets, quotes, a comma and the source are 8 of them.
  expect(named(504)).toBe(`ce:["s","${'x'.repeat(504)}"]`);
  expect(named(505)).toMatch(/^ce:sha256:[0-9a-f]{64}$/);
  expect(named(505)).not.toBe(named(506));
});

it.each([
  ['a text', 'a', 'a'],
  ['bytes', Buffer.from('a'), 'a'],
  ['null', null, undefined],
  ['several', ['a', 'b'], undefined],
  ['nothing', undefined, undefined],
])('a header that is %s says one thing, or nothing', (_, value, text) => {
  expect(headerText({ name: value }, 'name')).toBe(text);
});
