import { expect, it } from '@jest/globals';
import { deadLetterOf } from '../../../consumers/bridge/dead-letter.ts';
import { identify } from '../../../consumers/bridge/event-identity.ts';
import { readDeadLetter } from '../../../consumers/bridge/read-dead-letter.ts';
import { rejected } from '../../../schemas/bridge/rejected.ts';
import { aRecord } from './record.ts';

const write = (
  about: Parameters<typeof aRecord>[0] = {},
  why = rejected('decode', 'not-framed', 'no schema id'),
) => {
  const record = aRecord(about);
  const event = identify(record, { cluster: 'kafka-1', incarnation: 1, trustCloudEventIds: true });
  return deadLetterOf(record, event, 'orders.approvals', why);
};

it('a dead letter says what, where and why (frozen format)', () => {
  expect(write()).toEqual({
    topic: 'orders.approvals.dlq',
    key: Buffer.from('o-1'),
    value: Buffer.from('value'),
    headers: {
      '__connect.errors.topic': 'orders.approvals',
      '__connect.errors.partition': '2',
      '__connect.errors.offset': '41',
      '__connect.errors.stage': 'VALUE_CONVERTER',
      '__connect.errors.exception.class.name': 'ktb.decode.Rejected',
      '__connect.errors.exception.message': 'no schema id',
      ktb_event_id: 'kafka-1/orders.approvals@1/2/41',
      ktb_reason: 'not-framed',
      ktb_route: 'orders.approvals',
      ktb_attempts: '1',
      ktb_replays: '0',
    },
  });
});

it('says which topic of the name it was, and gives that back (frozen format)', () => {
  const about = { topicId: 'tLfT8nd_SHOT1bDhXwTtUA', leaderEpoch: 5 };
  const { topic, key, value, headers } = write(about);
  expect(headers).toMatchObject({ ktb_topic_id: 'tLfT8nd_SHOT1bDhXwTtUA', ktb_leader_epoch: '5' });
  expect(readDeadLetter(aRecord({ topic, key, value, headers }))?.original).toMatchObject({
    ...about,
    isRecreated: false,
  });
  const again = write({ ...about, isRecreated: true });
  expect(again.headers).toMatchObject({
    ktb_event_id: 'kafka-1/orders.approvals@1/tLfT8nd_SHOT1bDhXwTtUA/2/41',
  });
  expect(readDeadLetter(aRecord({ ...again }))?.original).toMatchObject({ ...about, isRecreated: true });
});

it('keeps the original headers, repeated ones too, but believes none of ours', () => {
  const { headers } = write({
    headers: {
      tenant: 'a',
      tags: ['x', 'y'],
      ktb_replays: '99',
      ktb_anything: 'x',
      '__connect.errors.topic': 'forged',
    },
  });
  expect(headers).toMatchObject({
    tenant: 'a',
    tags: ['x', 'y'],
    ktb_replays: '0',
    '__connect.errors.topic': 'orders.approvals',
  });
  expect(headers).not.toHaveProperty('ktb_anything');
});

it('keeps a null key and a null value', () => {
  expect(write({ key: null, value: null })).toMatchObject({ key: null, value: null });
});

it('tells how often Temporal was asked', () => {
  const why = { ...rejected('dispatch', 'late', 'closed'), attempts: 3 };
  expect(write({}, why).headers).toMatchObject({ ktb_attempts: '3', '__connect.errors.stage': 'TASK_PUT' });
});
