import { expect, it } from '@jest/globals';
import { deadLetterOf } from '../../../consumers/bridge/dead-letter.ts';
import { identify } from '../../../consumers/bridge/event-identity.ts';
import { readLetterState, stateRecordOf } from '../../../consumers/bridge/letter-state.ts';
import { readDeadLetter } from '../../../consumers/bridge/read-dead-letter.ts';
import type { InboundRecord } from '../../../consumers/bridge/inbound-record.ts';
import { rejected } from '../../../schemas/bridge/rejected.ts';
import { aRecord } from './record.ts';

const state = { partition: 3, offset: 41n, state: 'replayed', group: 'a-group' } as const;
const read = (written: { topic: string; headers: InboundRecord['headers'] }) =>
  readLetterState(aRecord({ topic: written.topic, headers: written.headers }));

it('a state says which letter it is of, for whom, in the partition of the letter (frozen format)', () => {
  expect(stateRecordOf('orders.placed.dlq', state)).toEqual({
    topic: 'orders.placed.dlq',
    partition: 3,
    key: Buffer.from('ktb_state a-group 3/41'),
    value: Buffer.alloc(0),
    headers: {
      ktb_state: 'replayed',
      ktb_state_partition: '3',
      ktb_state_offset: '41',
      ktb_state_group: 'a-group',
    },
  });
  expect(read(stateRecordOf('orders.placed.dlq', state))).toEqual(state);
});

it('is no dead letter for any reader, those of earlier versions included', () => {
  const { headers } = stateRecordOf('orders.placed.dlq', state);
  expect(readDeadLetter(aRecord({ topic: 'orders.placed.dlq', headers }))).toBeUndefined();
});

it('cannot be forged by the writer of an upstream topic', () => {
  const { headers } = stateRecordOf('orders.placed.dlq', state);
  const forged = aRecord({ headers });
  expect(read(forged)).toBeUndefined();
  const event = identify(forged, { cluster: 'c', incarnation: 1, trustCloudEventIds: true });
  expect(read(deadLetterOf(forged, event, 'r', rejected('decode', 'not-framed', 'm')))).toBeUndefined();
});

it.each([
  ['a state that is not known', { ktb_state: 'lost' }],
  ['a place that is no number', { ktb_state_offset: '-1' }],
])('%s is none', (_, wrong) => {
  const { topic, headers } = stateRecordOf('orders.placed.dlq', state);
  expect(read({ topic, headers: { ...headers, ...wrong } })).toBeUndefined();
});
