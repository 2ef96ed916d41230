import { describe, expect, it } from '@jest/globals';
import type { EventHeader, SeenPlace } from '../../../../workflows/bridge/interceptors/event-header.ts';
import { SeenPlaces } from '../../../../workflows/bridge/interceptors/seen-places.ts';

const LOG = 'cluster/orders@1';
const at = (offset: number, committed: number, about: Partial<EventHeader> = {}): EventHeader => ({
  ...{ id: `${LOG}/0/${offset}`, log: LOG, partition: 0, offset: String(offset), op: 'signal' },
  ...{ reader: 'one', committed: String(committed) },
  ...about,
});
const place = (about: Partial<SeenPlace>): SeenPlace => ({
  ...{ reader: 'one', partition: `${LOG}/0` },
  ...about,
});

function seenOf(...events: readonly EventHeader[]) {
  const places = new SeenPlaces();
  for (const event of events) places.add(event);
  return places;
}
const handedOver = (places: SeenPlaces) => places.handOver({ floors: {} }).places;

describe('an event is behind', () => {
  const seen = seenOf(at(3, 0), at(9, 0));

  it('if a later record of its partition was seen, and not if only earlier ones were', () => {
    expect([5, 9, 10].map((offset) => seen.isBehind(at(offset, 0)))).toEqual([true, false, false]);
    expect(seen.isBehind(at(5, 0, { partition: 1 }))).toBe(false);
    expect(seen.isBehind(at(5, 0, { reader: 'two' }))).toBe(false);
  });

  it('if everything at its place was settled', () => {
    expect(seenOf(at(9, 8), at(1, 8)).isBehind(at(7, 0))).toBe(true);
  });

  it('and not if it was written after that, where a log was cut', () => {
    const cut = seenOf(at(9, 0, { epoch: 1 }), at(3, 0, { epoch: 2 }));
    expect([1, 2].map((epoch) => cut.isBehind(at(5, 0, { epoch })))).toEqual([true, false]);
  });
});

describe('a commit forgets the offsets below it', () => {
  it('and not that at it', () => {
    expect(handedOver(seenOf(at(4, 0), at(5, 0), at(7, 5)))).toEqual([
      place({ below: '5' }),
      place({ offsets: '5,2' }),
    ]);
  });

  it('all, if there are no others', () => {
    expect(handedOver(seenOf(at(1, 0), at(1, 6)))).toEqual([place({ below: '6' })]);
  });

  it.each([
    ['another reader', { reader: 'two' }],
    ['another partition', { partition: 1 }],
  ])('but not those of %s', (_, about) => {
    const other = at(3, 0, about);
    expect(seenOf(other, at(9, 8)).has(other)).toBe(true);
  });

  it('nor those of what was written since', () => {
    const since = at(6, 0, { epoch: 4 });
    const places = new SeenPlaces([place({ epoch: 4, offsets: '6' })]);
    places.add(at(8, 7, { epoch: 3 }));
    expect(places.has(since)).toBe(true);
  });

  it('and all of the topic that had its name before', () => {
    expect(handedOver(seenOf(at(2, 0, { topicId: 'old' }), at(1, 0, { topicId: 'new' })))).toEqual([
      place({ topicId: 'new', below: '0' }),
      place({ topicId: 'new', offsets: '1' }),
    ]);
  });
});

it('a commit that says less of its records than the one before takes nothing from what is known', () => {
  const places = seenOf(at(9, 8, { topicId: 'old' }), at(10, 8));
  expect(places.covers(at(3, 0, { topicId: 'new' }))).toBe(false);
});
