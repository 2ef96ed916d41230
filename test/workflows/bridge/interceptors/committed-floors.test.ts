import { describe, expect, it } from '@jest/globals';
import type { EventHeader, HandedOver } from '../../../../workflows/bridge/interceptors/event-header.ts';
import { SeenEvents, type Change } from '../../../../workflows/bridge/interceptors/seen-events.ts';

const LOG = 'cluster/orders@1';
/** An event of a bridge that tells who it is, and what it has committed. */
const at = (offset: number, committed: number, about: Partial<EventHeader> = {}): EventHeader => ({
  id: `${LOG}/${about.partition ?? 0}/${offset}`,
  log: LOG,
  partition: 0,
  offset: String(offset),
  op: 'signal',
  reader: 'one',
  committed: String(committed),
  ...about,
});
/** One of a bridge of an earlier release. */
const untold = (offset: number): EventHeader => {
  const { reader: _, committed: __, ...event } = at(offset, 0);
  return event;
};

const seenOf = (...events: readonly EventHeader[]) => {
  const seen = new SeenEvents();
  for (const event of events) seen.add(event);
  return seen;
};
/** The memory of the next run. */
const renewed = (seen: SeenEvents) => new SeenEvents(structuredClone(seen.handOver()));
const areNew = (seen: SeenEvents, ...events: readonly EventHeader[]) =>
  events.map((event) => seen.add(event));

describe('in the next run', () => {
  it('what lies between those that were seen may still come: it was rejected when it came first', () => {
    const next = renewed(seenOf(at(1, 0), at(3, 0)));
    expect(areNew(next, at(1, 0), at(2, 0), at(3, 0), at(4, 0))).toEqual([false, true, false, true]);
  });

  it('what lies below a commit that was told was settled, unless it is replayed', () => {
    const next = renewed(seenOf(at(1, 0), at(9, 8)));
    expect(areNew(next, at(7, 0), at(8, 0), at(7, 8, { replay: true }))).toEqual([false, true, true]);
  });

  it('a commit counts from the next run on: the SDK hands signals out in another order than they came', () => {
    const seen = seenOf(at(9, 8));
    expect(areNew(seen, at(3, 0))).toEqual([true]);
    expect(areNew(renewed(seen), at(3, 0), at(4, 0))).toEqual([false, false]);
  });

  it('a commit of one partition says nothing of another', () => {
    const next = renewed(seenOf(at(9, 8)));
    expect(areNew(next, at(3, 0, { partition: 1 }))).toEqual([true]);
  });

  it('all that earlier runs knew is still known, and what a commit has passed is kept no longer', () => {
    const third = renewed(renewed(seenOf(at(1, 0), at(5, 0), at(7, 6))));
    expect(areNew(third, at(1, 0), at(5, 0), at(7, 6), at(6, 6))).toEqual([false, false, false, true]);
    expect(renewed(third).handOver().places).toEqual([
      { reader: 'one', partition: `${LOG}/0`, below: '6' },
      { reader: 'one', partition: `${LOG}/0`, offsets: '6,1' },
    ]);
  });

  it('a commit never moves back, as with a member that reads again what another one has settled', () => {
    const next = renewed(seenOf(at(9, 8), at(10, 2)));
    expect(areNew(next, at(7, 2))).toEqual([false]);
  });

  it('an event at a place that was seen is the same, even if its id is forgotten', () => {
    const { ids: _, ...rest } = seenOf(at(5, 0, { id: 'ce:a' })).handOver();
    expect(areNew(new SeenEvents({ ...rest, ids: [] }), at(5, 0, { id: 'ce:a' }))).toEqual([false]);
  });
});

describe('an offset that is written again', () => {
  const old = { topicId: 'old', epoch: 3 };
  it.each([
    ['in another topic of the name', { topicId: 'new', epoch: 0 }],
    ['in a later leader epoch', { topicId: 'old', epoch: 4 }],
  ])('%s is another event', (_, written) => {
    const next = renewed(seenOf(at(2, 0, old), at(6, 5, old)));
    expect(areNew(next, at(3, 0, written), at(6, 0, written))).toEqual([true, true]);
    expect(areNew(renewed(next), at(3, 0, written), at(6, 0, written))).toEqual([false, false]);
  });

  it('is the same if either is not known', () => {
    expect(areNew(renewed(seenOf(at(2, 0))), at(2, 0, old))).toEqual([false]);
  });
});

describe('two readers of one topic', () => {
  const two = { reader: 'two' };

  it('have an event each of one record, within a run and behind it', () => {
    const seen = seenOf(at(1, 0));
    expect(areNew(seen, at(1, 0, two), at(1, 0, two))).toEqual([true, false]);
    expect(areNew(renewed(seen), at(1, 0), at(1, 0, two))).toEqual([false, false]);
    expect(areNew(renewed(seenOf(at(1, 0))), at(1, 0, two))).toEqual([true]);
  });

  it('share no commits', () => {
    expect(areNew(renewed(seenOf(at(9, 8))), at(3, 0, two), at(3, 0))).toEqual([true, false]);
  });

  it('share no names', () => {
    const next = renewed(seenOf(at(1, 0, { id: 'ce:a', names: 'topic' })));
    const again = { id: 'ce:a', names: 'topic' as const };
    expect(areNew(next, at(50, 0, again), at(50, 0, { ...again, ...two }))).toEqual([false, true]);
  });

  it('both know what a bridge of an earlier release has sent, and it knows what they have', () => {
    const next = renewed(seenOf(untold(5)));
    expect(areNew(next, at(5, 0), at(4, 0, two))).toEqual([false, false]);
    expect(areNew(renewed(seenOf(at(5, 0))), untold(5))).toEqual([false]);
    expect(areNew(seenOf(at(5, 0)), untold(5))).toEqual([false]);
  });
});

describe('a worker of an earlier release', () => {
  it('reads what is handed over: the highest offset of each partition, and the ids', () => {
    const handedOver = seenOf(
      at(4, 0),
      at(9, 3),
      at(7, 3, { id: 'ce:a' }),
      at(5, 0, { partition: 1 }),
    ).handOver();
    expect(handedOver).toMatchObject({
      v: 1,
      floors: { [`${LOG}/0`]: '9', [`${LOG}/1`]: '5' },
      ids: ['ce:a'],
      readers: ['one'],
    });
  });

  it('left floors, which count for every reader', () => {
    const before: HandedOver = { v: 1, floors: { [`${LOG}/0`]: '9' }, ids: [] };
    expect(areNew(new SeenEvents(before), at(9, 0), at(8, 0, { reader: 'two' }), at(10, 0))).toEqual([
      ...[false, false],
      true,
    ]);
  });

  it('dropped what would now be handled, and does so when its history is replayed', () => {
    const asked: Change[] = [];
    const never = (change: Change) => {
      asked.push(change);
      return false;
    };
    const next = renewed(seenOf(at(1, 0), at(3, 0)));
    expect(next.add(at(2, 0), never)).toBe(false);
    expect(next.add(at(3, 0, { reader: 'two' }), never)).toBe(false);
    expect(asked).toEqual(['ktb-readers', 'ktb-readers']);
  });

  it('is not asked about where both judge alike, so that it can still replay the history', () => {
    const asked: Change[] = [];
    const ask = (change: Change) => {
      asked.push(change);
      return true;
    };
    const next = renewed(seenOf(at(1, 0), at(3, 2)));
    for (const event of [at(1, 0), at(3, 2), at(4, 2), at(4, 2), at(1, 2, { replay: true })])
      next.add(event, ask);
    expect(asked).toEqual([]);
  });
});

it('hands over 10,000 offsets of a partition in less than 32 KiB', () => {
  const seen = new SeenEvents();
  for (let offset = 0; offset < 10_000; offset += 1) seen.add(at(offset * 3, 0));
  expect(JSON.stringify(seen.handOver()).length).toBeLessThan(32 * 1024);
});

it('the format that is handed over is frozen', () => {
  const written = { topicId: 'a', epoch: 2 };
  expect(seenOf(at(3, 2, written), at(7, 2, written), untold(1)).handOver()).toEqual({
    v: 1,
    floors: { [`${LOG}/0`]: '7' },
    written: { [`${LOG}/0`]: written },
    ids: [],
    places: [
      { reader: 'one', partition: `${LOG}/0`, ...written, below: '2' },
      { partition: `${LOG}/0`, below: '2' },
      { reader: 'one', partition: `${LOG}/0`, ...written, offsets: '3,4' },
    ],
  });
});
