import { describe, expect, it } from '@jest/globals';
import type { EventHeader } from '../../../../workflows/bridge/interceptors/event-header.ts';
import { isIn, SeenEvents } from '../../../../workflows/bridge/interceptors/seen-events.ts';

const LOG = 'cluster/orders@1';
const at = (offset: number, about: Partial<EventHeader> = {}): EventHeader => ({
  id: `${LOG}/${about.partition ?? 0}/${offset}`,
  log: LOG,
  partition: 0,
  offset: String(offset),
  op: 'signal',
  ...about,
});
const named = (id: string, offset: number, about: Partial<EventHeader> = {}) => at(offset, { id, ...about });

/** The memory of the next run. */
const renewed = (seen: SeenEvents) => new SeenEvents(structuredClone(seen.handOver()));

describe('within a run', () => {
  it('an event is new once', () => {
    const seen = new SeenEvents();
    expect([at(1), at(1), at(2)].map((event) => seen.add(event))).toEqual([true, false, true]);
  });

  it('offsets are not compared, for buffered signals come in any order', () => {
    const seen = new SeenEvents();
    expect([at(9), at(3), at(5), at(3)].map((event) => seen.add(event))).toEqual([true, true, true, false]);
  });
});

describe('in the next run', () => {
  it('what lies at or below the highest offset of its partition was seen, the rest was not', () => {
    const seen = new SeenEvents();
    for (const offset of [4, 9, 7]) seen.add(at(offset));
    const next = renewed(seen);
    expect([4, 5, 9, 10].map((offset) => next.add(at(offset)))).toEqual([false, false, false, true]);
    expect(next.add(at(5, { partition: 1 }))).toBe(true);
    expect(next.add(at(5, { log: 'cluster/orders@2', id: 'cluster/orders@2/0/5' }))).toBe(true);
  });

  it('offsets are numbers, however long', () => {
    const seen = new SeenEvents();
    seen.add(at(9));
    expect(renewed(seen).add(at(10))).toBe(true);
    const far = { ...at(0), offset: '9007199254740993', id: `${LOG}/0/9007199254740993` };
    seen.add(far);
    const after = { ...far, offset: '9007199254740994', id: `${LOG}/0/9007199254740994` };
    expect(renewed(seen).add(after)).toBe(true);
  });

  it('a named event is known at a higher offset, too', () => {
    const seen = new SeenEvents();
    seen.add(named('ce:a', 5));
    expect(renewed(seen).add(named('ce:a', 50))).toBe(false);
  });

  it('a replayed event is judged by its id: it may come later than events with a higher offset', () => {
    const seen = new SeenEvents();
    seen.add(at(9));
    const next = renewed(seen);
    expect(next.add(at(3, { replay: true }))).toBe(true);
    const last = renewed(next);
    expect(last.add(at(3, { replay: true }))).toBe(false);
    expect(last.add(at(9, { replay: true }))).toBe(true);
  });

  it('a replayed event says nothing of those in front of it', () => {
    const seen = new SeenEvents();
    seen.add(at(2));
    seen.add(at(40, { replay: true }));
    expect(renewed(seen).add(at(3))).toBe(true);
  });

  it('all that earlier runs knew is still known', () => {
    const seen = new SeenEvents();
    seen.add(named('ce:a', 5));
    const third = renewed(renewed(renewed(seen)));
    expect(third.add(named('ce:a', 50))).toBe(false);
    expect(third.add(at(5))).toBe(false);
  });
});

describe('an offset that is written again is another event', () => {
  const old = { topicId: 'old', epoch: 3 };
  it.each([
    ['in another topic of the name', { topicId: 'new', epoch: 0 }],
    ['in a later leader epoch', { topicId: 'old', epoch: 4 }],
  ])('%s', (_, written) => {
    const seen = new SeenEvents();
    for (const offset of [5, 6, 7]) seen.add(at(offset, old));
    expect(seen.add(at(6, written))).toBe(true);
    expect(seen.add(at(6, written))).toBe(false);
    const next = renewed(seen);
    expect([5, 6, 7].map((offset) => next.add(at(offset, written)))).toEqual([false, false, true]);
  });

  it('but not if either is not known, as with a bridge of an earlier release', () => {
    const seen = new SeenEvents();
    seen.add(at(5));
    expect(seen.add(at(5, old))).toBe(false);
    expect(renewed(seen).add(at(5, old))).toBe(false);
  });

  it('and an event with an id of its producer is the same wherever it is written', () => {
    const seen = new SeenEvents();
    seen.add(named('ce:a', 5, old));
    expect(seen.add(named('ce:a', 2, { topicId: 'new' }))).toBe(false);
    expect(renewed(seen).add(named('ce:a', 2, { topicId: 'new' }))).toBe(false);
  });

  it('what was read before a log was cut says nothing of what was written since', () => {
    const seen = new SeenEvents();
    seen.add(at(4, { epoch: 4 }));
    seen.add(at(9, { epoch: 3 }));
    expect(renewed(seen).add(at(4, { epoch: 4 }))).toBe(false);
  });
});

it('hands over the latest 1,000 names, and not more than it may of long ones', () => {
  const seen = new SeenEvents();
  for (let n = 0; n < 1_500; n += 1) seen.add(named(`ce:${n}`, n));
  const { ids } = seen.handOver();
  expect([ids.length, ids[0], ids.at(-1)]).toEqual([1_000, 'ce:500', 'ce:1499']);

  const long = new SeenEvents();
  for (let n = 0; n < 1_000; n += 1) long.add(named(`ce:${n}-${'x'.repeat(500)}`, n));
  const text = JSON.stringify(long.handOver());
  expect(text.length).toBeLessThan(140_000);
  expect(text).toContain('ce:999-');
});

it.each([
  ['nothing', 0, 128],
  ['the oldest', 1, 127],
])('hands over 128 Ki characters of ids, topics and readers: forgets %s with %i more', (_, more, kept) => {
  const seen = new SeenEvents();
  for (let n = 0; n < 128; n += 1) {
    const length = 1_024 - 'orders'.length - 'one'.length + (n === 127 ? more : 0);
    seen.add(named(`ce:${n}`.padEnd(length, 'x'), n, { reader: 'one', names: 'topic' }));
  }
  expect(seen.handOver().ids).toHaveLength(kept);
});

it('the format that is handed over is frozen', () => {
  const seen = new SeenEvents();
  seen.add(at(7));
  seen.add(named('ce:["/shop","1"]', 3, { partition: 2 }));
  const frozen = {
    v: 1,
    floors: { 'cluster/orders@1/0': '7', 'cluster/orders@1/2': '3' },
    ids: ['ce:["/shop","1"]'],
  } as const;
  expect(seen.handOver()).toEqual(frozen);
  seen.add(at(8, { topicId: 'a', epoch: 2 }));
  expect(seen.handOver()).toEqual({
    ...frozen,
    floors: { ...frozen.floors, 'cluster/orders@1/0': '8' },
    written: { 'cluster/orders@1/0': { topicId: 'a', epoch: 2 } },
  });
  expect(isIn(frozen, at(7))).toBe(true);
  expect(isIn(undefined, at(7))).toBe(false);
});

describe('a name that counts within its topic', () => {
  const ofTopic = (topic: string, offset: number, about: Partial<EventHeader> = {}) =>
    named('ce:["/shop","1"]', offset, { log: `cluster/${topic}@1`, names: 'topic', ...about });

  it('K15: may be that of an event of another topic', () => {
    const seen = new SeenEvents();
    const three = ['placed', 'approvals', 'cancellations'].map((topic) => ofTopic(topic, 1));
    expect([...three, ...three].map((event) => seen.add(event))).toEqual([
      ...[true, true, true],
      ...[false, false, false],
    ]);
    const next = renewed(seen);
    expect(three.map((event) => next.add({ ...event, offset: '2' }))).toEqual([false, false, false]);
    expect(next.add(ofTopic('more', 1))).toBe(true);
  });

  it('is that of one event in all lives of its topic', () => {
    const seen = new SeenEvents();
    seen.add(ofTopic('placed', 1));
    expect(seen.add(ofTopic('placed', 9, { log: 'cluster/placed@2' }))).toBe(false);
  });

  it('stays what it was in a history from before: its events were dropped then, and are when it is replayed', () => {
    const seen = new SeenEvents();
    seen.add(ofTopic('placed', 1));
    expect(seen.add(ofTopic('approvals', 1), () => false)).toBe(false);
  });

  it('is taken everywhere by what a run from before handed over, which does not say the topic', () => {
    const next = new SeenEvents({ v: 1, floors: {}, ids: ['ce:["/shop","1"]'] });
    expect(next.add(ofTopic('placed', 1))).toBe(false);
  });

  it('an event of a route whose names are global, or of a bridge from before, is the same on any topic', () => {
    const seen = new SeenEvents();
    seen.add(ofTopic('placed', 1));
    const { names: _, ...global } = ofTopic('approvals', 1);
    expect(seen.add(global)).toBe(false);
    expect(seen.first(global)).toMatchObject({ log: 'cluster/placed@1', offset: '1' });
  });

  it('was that of the record that is the same, or else of the first', () => {
    const seen = new SeenEvents();
    const [placed, approved] = [ofTopic('placed', 1), ofTopic('approvals', 2)];
    for (const event of [placed, approved]) seen.add(event);
    expect(seen.first(ofTopic('approvals', 3))).toBe(approved);
    expect(seen.first(ofTopic('more', 1))).toBe(placed);
  });

  it('is handed over with its topic, in a format that earlier workers read (frozen)', () => {
    const seen = new SeenEvents();
    seen.add(ofTopic('placed', 1));
    seen.add(named('ce:["/shop","2"]', 2, { log: 'cluster/placed@1' }));
    expect(seen.handOver()).toEqual({
      v: 1,
      floors: { 'cluster/placed@1/0': '2' },
      ids: ['ce:["/shop","1"]', 'ce:["/shop","2"]'],
      topics: ['placed', ''],
    });
  });
});
