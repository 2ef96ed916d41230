import { expect, it } from '@jest/globals';
import { deadLetterOf, trimmed } from '../../../consumers/bridge/dead-letter.ts';
import { identify } from '../../../consumers/bridge/event-identity.ts';
import { readDeadLetter } from '../../../consumers/bridge/read-dead-letter.ts';
import { rejected } from '../../../schemas/bridge/rejected.ts';
import { aRecord } from './record.ts';

const original = aRecord({ headers: { tenant: 'a', attempts_ktb_: 'kept' } });
const event = identify(original, { cluster: 'c', incarnation: 1, trustCloudEventIds: true });
const letter = deadLetterOf(original, event, 'a-route', rejected('route', 'invalid', 'a message'), 2);
const asRecord = (headers = letter.headers) =>
  aRecord({ ...letter, partition: 9, offset: 1_000n, timestamp: 5, headers });

it('a dead letter gives its record back, and says why it was written', () => {
  const { timestamp: _, ...same } = original;
  expect(readDeadLetter(asRecord())).toEqual({
    original: { ...same, timestamp: 5 },
    eventId: event.id,
    reason: 'invalid',
    route: 'a-route',
    message: 'a message',
    replays: 2,
  });
});

it('a rejection by a route has the name that Connect has for it', () => {
  expect(letter.headers).toMatchObject({ '__connect.errors.stage': 'TRANSFORMATION' });
});

it('one that was too large has lost what only people read, and can be replayed', () => {
  const { headers, ...rest } = trimmed(letter);
  expect({ ...rest, headers: {} }).toEqual({ ...letter, headers: {} });
  expect(Object.keys(headers)).toEqual([
    ...['tenant', 'attempts_ktb_', '__connect.errors.topic', '__connect.errors.partition'],
    ...['__connect.errors.offset', 'ktb_event_id', 'ktb_reason', 'ktb_replays'],
  ]);
  expect(readDeadLetter(asRecord(headers))).toMatchObject({
    ...{ original: { topic: original.topic, partition: 2, offset: 41n }, eventId: event.id },
    ...{ reason: 'invalid', route: '', message: '', replays: 2 },
  });
});

const without = (name: string) =>
  Object.fromEntries(Object.entries(letter.headers).filter(([other]) => other !== name));

it.each(['__connect.errors.topic', '__connect.errors.partition', '__connect.errors.offset', 'ktb_event_id'])(
  'a record without %s is none',
  (name) => {
    expect(readDeadLetter(asRecord(without(name)))).toBeUndefined();
  },
);

it.each([
  ['__connect.errors.partition', '-1'],
  ['__connect.errors.partition', '1x'],
  ['__connect.errors.offset', 'x1'],
])('nor is one whose %s is %j', (name, value) => {
  expect(readDeadLetter(asRecord({ ...letter.headers, [name]: value }))).toBeUndefined();
});

it.each([undefined, 'many'])('a number of replays that is none counts as none: %j', (replays) => {
  const headers = { ...without('ktb_replays'), ...(replays && { ktb_replays: replays }) };
  expect(readDeadLetter(asRecord(headers))?.replays).toBe(0);
});

it.each(['ktb_reason', 'ktb_route', '__connect.errors.exception.message'])('%s may be missing', (name) => {
  expect(readDeadLetter(asRecord(without(name)))).toMatchObject({ eventId: event.id });
});

it('a reason that is missing is empty', () => {
  expect(readDeadLetter(asRecord(without('ktb_reason')))?.reason).toBe('');
});
