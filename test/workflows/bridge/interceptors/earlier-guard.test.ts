import { describe, expect, it } from '@jest/globals';
import { EarlierGuard } from '../../../../workflows/bridge/interceptors/earlier-guard.ts';
import type { EventHeader, HandedOver } from '../../../../workflows/bridge/interceptors/event-header.ts';

const LOG = 'cluster/orders@1';
const PARTITION = `${LOG}/0`;
const at = (offset: number, about: Partial<EventHeader> = {}): EventHeader => ({
  ...{ id: `${PARTITION}/${offset}`, log: LOG, partition: 0, offset: String(offset), op: 'signal' },
  ...about,
});
const after = (before: Partial<HandedOver>) => new EarlierGuard({ v: 1, floors: {}, ids: [], ...before });

describe('a name that an earlier run has handed over', () => {
  const ofOrders = at(50, { id: 'ce:a', names: 'topic' });
  const ofOthers: EventHeader = { ...ofOrders, log: 'cluster/others@1' };
  const { names: _, ...global } = ofOthers;
  const before = after({ ids: ['ce:x', 'ce:a', 'ce:b'], topics: ['orders', 'orders', ''] });

  it.each([
    ['is known on its topic', ofOrders, true],
    ['is another one on another topic', ofOthers, false],
    ['is known everywhere if it counts everywhere', global, true],
    ['is known everywhere if its topic was not told', { ...ofOthers, id: 'ce:b' }, true],
    ['is not every name of its topic', { ...ofOrders, id: 'ce:c' }, false],
  ])('%s', (_case, event, isSeen) => {
    expect(before.hasSeen(event, [])).toBe(isSeen);
  });
});

describe('the highest offset of a partition', () => {
  const floors = { [PARTITION]: '9' };
  const written = { [PARTITION]: { topicId: 'a', epoch: 2 } };

  it('is handed over as it came, if nothing comes', () => {
    expect(after({ floors, written }).handOver()).toEqual({ floors, written });
  });

  it('does not fall, and keeps what is known of its record', () => {
    const guard = after({ floors, written });
    for (const event of [at(7, { topicId: 'a', epoch: 2 }), at(9)]) guard.add(event);
    expect(guard.handOver()).toEqual({ floors, written });
  });

  it('is not that of a replayed event', () => {
    const guard = after({ floors });
    guard.add(at(40, { replay: true }));
    expect(guard.handOver()).toEqual({ floors });
  });
});
