import { expect, it } from '@jest/globals';
import { Tally, type Expected } from '../../../infra/demo/tally.ts';
import type { SeenRecord } from '../../../infra/kafka/read-topics.ts';

const expected: Expected[] = [
  { topic: 'orders.outcomes', key: 'o-1', type: 'OrderConfirmed', value: { emailSent: true } },
  { topic: 'orders.placed.dlq', key: 'o-2', type: null, reason: 'not-framed' },
];
const confirmed = (about: Partial<SeenRecord> = {}): SeenRecord => ({
  partition: 0,
  offset: '0',
  timestamp: null,
  topic: 'orders.outcomes',
  type: 'OrderConfirmed',
  key: 'o-1',
  ceId: 'id-1',
  reason: null,
  value: { emailSent: true, orderId: 'o-1' },
  headers: {},
  ...about,
});
const dead = confirmed({
  topic: 'orders.placed.dlq',
  type: null,
  key: 'o-2',
  ceId: null,
  reason: 'not-framed',
  value: null,
});

const tallyOf = (...records: SeenRecord[]) => {
  const tally = new Tally(expected);
  for (const record of records) tally.see(record);
  return tally;
};

it('counts what has arrived and names what is missing', () => {
  const tally = tallyOf(confirmed());
  expect(tally.summary).toEqual({ expected: 2, arrived: 1, duplicates: 0, repeats: 0, unexpected: 0 });
  expect(tally.missing).toEqual([expected[1]]);
});

it.each([
  ['the same id again is a repeat', confirmed(), { arrived: 1, repeats: 1 }],
  [
    'another id for the same outcome is a duplicate',
    confirmed({ ceId: 'id-2' }),
    { arrived: 1, duplicates: 1 },
  ],
  [
    'another outcome is unexpected',
    confirmed({ ceId: 'id-2', type: 'OrderFailed' }),
    { arrived: 1, unexpected: 1 },
  ],
  [
    'another value is unexpected',
    confirmed({ ceId: 'id-2', value: { emailSent: false } }),
    { unexpected: 1 },
  ],
  ['a record of another run is not counted', confirmed({ key: 'x' }), { arrived: 1, unexpected: 0 }],
  ['a dead letter is matched by its reason', dead, { arrived: 2 }],
  [
    'a dead letter of another reason is unexpected',
    { ...dead, reason: 'undecodable' },
    { arrived: 1, unexpected: 1 },
  ],
])('%s', (_, record, counts) => {
  expect(tallyOf(confirmed(), record).summary).toMatchObject(counts);
});
