import { describe, expect, it } from '@jest/globals';
import { readFrom, type Position } from '../../../infra/kafka/positions.ts';

const at = { topic: 't', partition: 3 };
const position = (about: Partial<Position>): Position => ({
  ...at,
  committed: undefined,
  low: 10n,
  high: 20n,
  ...about,
});
const committed = (offset: bigint, incarnation = 1) => ({ offset, incarnation });
const settings = { incarnation: 1, startFrom: 'beginning' } as const;

it.each([10n, 15n, 20n])('goes on where the group left off, at %s', (offset) => {
  expect(readFrom(position({ committed: committed(offset) }), settings)).toEqual({ ...at, offset });
});

it.each([
  ['beginning', 10n],
  ['end', 20n],
] as const)('without a committed offset starts from the %s, and says so', (startFrom, offset) => {
  const start = readFrom(position({}), { incarnation: 1, startFrom });
  expect(start).toMatchObject({ ...at, offset, note: expect.stringContaining(startFrom) });
});

it('without a committed offset stops if its route says that a person decides', () => {
  expect(() => readFrom(position({}), { incarnation: 1, startFrom: 'stop' })).toThrow(
    /t\/3: nothing is committed.*stop/,
  );
});

it('stops if the offsets started over, and names the remedy', () => {
  expect(() => readFrom(position({ committed: committed(21n) }), settings)).toThrow(
    /t\/3: offset 21.*incarnation/,
  );
});

it('begins again in a new incarnation of the topic, whatever was committed in an earlier one', () => {
  const start = readFrom(position({ committed: committed(15n, 1) }), { ...settings, incarnation: 2 });
  expect(start).toMatchObject({ offset: 10n, note: expect.stringContaining('incarnation 2') });
  expect(readFrom(position({ committed: committed(15n, 2) }), { ...settings, incarnation: 2 })).toEqual({
    ...at,
    offset: 15n,
  });
});

it('goes on from an offset that was committed by hand, in any incarnation of the topic', () => {
  const byHand = position({ committed: { offset: 15n, incarnation: undefined } });
  expect(readFrom(byHand, { incarnation: 2, startFrom: 'stop' })).toEqual({ ...at, offset: 15n });
});

it('says how much was deleted before it was read', () => {
  expect(readFrom(position({ committed: committed(4n) }), settings)).toMatchObject({
    offset: 10n,
    note: expect.stringContaining('6 offsets were deleted'),
  });
});

describe('from the end, a partition for which nothing is committed', () => {
  const start = (partitions: number | undefined, incarnation: number | undefined = 1) =>
    readFrom(position({ others: [{ incarnation, partitions }] }), { incarnation: 1, startFrom: 'end' });

  it('is read from its beginning if it appeared while the group was reading the topic', () => {
    expect(start(3)).toMatchObject({ offset: 10n, note: expect.stringContaining('already') });
    expect(start(undefined)).toMatchObject({ offset: 10n });
    expect(start(undefined, undefined)).toMatchObject({ offset: 10n });
  });

  it('is read from its end if it was there when the group began, as members begin one after the other', () => {
    expect(start(4)).toMatchObject({ offset: 20n, note: expect.stringContaining('end') });
  });

  it('is read from its end if only an earlier incarnation was read', () => {
    expect(start(3, 0)).toMatchObject({ offset: 20n });
  });
});
