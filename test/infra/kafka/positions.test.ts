import { describe, expect, it } from '@jest/globals';
import { PartitionProblem } from '../../../consumers/bridge/source.ts';
import { readFrom, type Position } from '../../../infra/kafka/positions.ts';

const at = { topic: 't', partition: 3 };
const position = (about: Partial<Position>): Position => ({
  ...at,
  committed: undefined,
  low: 10n,
  stable: 20n,
  high: 20n,
  topicId: 'a',
  leaderEpoch: 0,
  ...about,
});
const committed = (offset: bigint, incarnation = 1) => ({ offset, incarnation });
const life = { topicId: 'a', isRecreated: false };
const settings = { incarnation: 1, startFrom: 'beginning' } as const;

it.each([10n, 15n, 20n])('goes on where the group left off, at %s', (offset) => {
  expect(readFrom(position({ committed: committed(offset) }), settings)).toEqual({ ...at, offset, life });
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

it('holds up the partition if it ends before the committed offset, and names the remedy', () => {
  const problem = readFrom(position({ committed: committed(21n) }), settings);
  expect(problem).toBeInstanceOf(PartitionProblem);
  expect(problem).toMatchObject({
    kind: 'recreated',
    message: expect.stringMatching(/offset 21.*t\/3.*incarnation/),
  });
});

describe('behind an open transaction', () => {
  const open = { stable: 12n, high: 20n };
  it('a group that was reset to the end goes on there', () => {
    expect(readFrom(position({ ...open, committed: committed(20n) }), settings)).toEqual({
      ...at,
      offset: 20n,
      life,
    });
  });
  it('the end is where no reader of committed records has been, so that none of its records is skipped', () => {
    expect(readFrom(position(open), { incarnation: 1, startFrom: 'end' })).toMatchObject({ offset: 12n });
  });
});

describe('a topic that was deleted and created again', () => {
  const before = { ...committed(15n), topicId: 'old' };
  const recreated = {
    offset: 10n,
    life: { topicId: 'a', isRecreated: true },
    note: expect.stringContaining('created again'),
  };

  it('is read from its beginning, under ids of its own', () => {
    expect(readFrom(position({ committed: before }), settings)).toMatchObject(recreated);
    expect(readFrom(position({ committed: before }), { ...settings, startFrom: 'end' })).toMatchObject(
      recreated,
    );
  });
  it('is known by what this process read before, for the broker deleted the offsets of the group with it', () => {
    expect(readFrom(position({}), settings, { topicId: 'old', isRecreated: false })).toMatchObject(recreated);
  });
  it('keeps its ids from then on', () => {
    const later = { ...committed(15n), topicId: 'a', isRecreated: true };
    expect(readFrom(position({ committed: later }), settings)).toEqual({
      ...at,
      offset: 15n,
      life: recreated.life,
    });
  });
  it('waits for an operator if its route says stop', () => {
    const problem = readFrom(position({ committed: before }), { ...settings, startFrom: 'stop' });
    expect(problem).toMatchObject({ kind: 'recreated', message: expect.stringContaining('stop') });
  });
  it('begins as its route says, under the ids of the new incarnation, if that was raised', () => {
    const raised = readFrom(position({ committed: before }), { ...settings, incarnation: 2 });
    expect(raised).toMatchObject({ offset: 10n, life, note: expect.stringContaining('incarnation 2') });
  });
});

describe('a log that lost records which were read', () => {
  const cut = { committed: { ...committed(18n), epoch: 3 }, epochEnd: 14n };
  it('is read on where it was cut', () => {
    const start = readFrom(position(cut), settings);
    expect(start).toMatchObject({ offset: 14n, life, note: expect.stringContaining('14 to 17') });
  });
  it('also if it ends before the committed offset', () => {
    expect(readFrom(position({ ...cut, stable: 15n, high: 15n }), settings)).toMatchObject({ offset: 14n });
  });
  it('has lost none if the epoch goes on', () => {
    expect(readFrom(position({ ...cut, epochEnd: 18n }), settings)).toEqual({ ...at, offset: 18n, life });
  });
});

it('begins again in a new incarnation of the topic, whatever was committed in an earlier one', () => {
  const start = readFrom(position({ committed: committed(15n, 1) }), { ...settings, incarnation: 2 });
  expect(start).toMatchObject({ offset: 10n, note: expect.stringContaining('incarnation 2') });
  expect(readFrom(position({ committed: committed(15n, 2) }), { ...settings, incarnation: 2 })).toEqual({
    ...at,
    offset: 15n,
    life,
  });
});

it('goes on from an offset that was committed by hand, in any incarnation of the topic', () => {
  const byHand = position({ committed: { offset: 15n, incarnation: undefined } });
  expect(readFrom(byHand, { incarnation: 2, startFrom: 'stop' })).toEqual({ ...at, offset: 15n, life });
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
