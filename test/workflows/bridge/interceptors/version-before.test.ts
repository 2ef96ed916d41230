import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect } from '@jest/globals';
import type { EventHeader } from '../../../../workflows/bridge/interceptors/event-header.ts';
import { SeenEvents } from '../../../../workflows/bridge/interceptors/seen-events.ts';
import { earlierTree } from '../../../earlier-tree.ts';
import { itUnless } from '../../../skip.ts';

/** The guard of the last commit whose events did not say who reads: workers of both take turns with a workflow. */
const before = earlierTree('78eeaea');
afterAll(() => {
  if (before !== undefined) rmSync(before, { recursive: true });
});
const reason = before === undefined ? 'the clone has no history' : undefined;

const file = () => pathToFileURL(join(before!, 'workflows', 'bridge', 'interceptors', 'seen-events.ts')).href;
const earlierGuard = async () => ((await import(file())) as { SeenEvents: typeof SeenEvents }).SeenEvents;

const LOG = 'cluster/orders@1';
const at = (offset: number, about: Partial<EventHeader> = {}): EventHeader => ({
  ...{ id: `${LOG}/0/${offset}`, log: LOG, partition: 0, offset: String(offset), op: 'signal' },
  ...{ reader: 'one', committed: '0', topicId: 'a', epoch: 1 },
  ...about,
});
const EVENTS = [at(3), at(5, { committed: '4' }), at(8, { id: 'ce:a' }), at(2, { replay: true })];

itUnless(reason, 'a worker of the version before knows what this one has seen', async () => {
  const seen = new SeenEvents();
  for (const event of EVENTS) seen.add(event);
  const Earlier = await earlierGuard();
  const earlier = new Earlier(structuredClone(seen.handOver()));
  expect(EVENTS.map((event) => earlier.add(event))).toEqual([false, false, false, false]);
  expect([at(9), at(50, { id: 'ce:b' })].map((event) => earlier.add(event))).toEqual([true, true]);
});

itUnless(
  reason,
  'this one knows what a worker of the version before has seen, and gets it back',
  async () => {
    const Earlier = await earlierGuard();
    const first = new Earlier();
    for (const event of EVENTS) first.add(event);
    const now = new SeenEvents(structuredClone(first.handOver()));
    expect(EVENTS.map((event) => now.add(event))).toEqual([false, false, false, false]);
    now.add(at(9));
    const last = new Earlier(structuredClone(now.handOver()));
    expect([...EVENTS, at(9)].map((event) => last.add(event))).toEqual([false, false, false, false, false]);
  },
);

itUnless(
  reason,
  'both judge alike what one bridge sends in its order, so that neither leaves a mark',
  async () => {
    const Earlier = await earlierGuard();
    const marks: string[] = [];
    const isMade = (change: string) => {
      marks.push(change);
      return true;
    };
    let [now, earlier] = [new SeenEvents(), new Earlier()];
    for (let offset = 1; offset <= 200; offset += 1) {
      const event = at(offset, { committed: String(Math.max(0, offset - 20)) });
      const again = at(Math.max(1, offset - 7), { committed: event.committed! });
      for (const one of [event, again]) expect(now.add(one, isMade)).toBe(earlier.add(one));
      if (offset % 9 === 0)
        [now, earlier] = [new SeenEvents(now.handOver()), new Earlier(earlier.handOver())];
    }
    expect(marks).toEqual([]);
  },
);
