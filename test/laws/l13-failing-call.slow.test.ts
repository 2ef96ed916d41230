import { afterAll, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { progressLog } from '../../infra/observe/progress-log.ts';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { failFor } from './failing-call.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l13-failing-call'));
afterAll(() => lab.close());

it.each([
  ['that fails at once', 1, status.UNAVAILABLE, 0],
  ['that is never answered', 1, status.DEADLINE_EXCEEDED, 2_000],
  ['of several workflows', 7, status.UNAVAILABLE, 0],
])(
  'L13 isolation, K10: a call %s stops no others, not even of its own partition',
  async (name, count, code, ms) => {
    const bad = Array.from({ length: count }, (_, index) => `bad-${index}-${name}`);
    const good = Array.from({ length: 20 }, (_, index) => `good-${index}-${name}`);
    const failing = failFor((workflowId) => bad.some((id) => workflowId === lab.workflowId(id)), {
      code,
      afterMs: ms,
    });
    let isOpen = false;
    const { groupId, stop } = await lab.bridge(name, {
      calls: failing.calls,
      progress: (log) => ({ ...progressLog(log), onBreaker: ({ recovery }) => (isOpen = !!recovery) }),
    });
    for (const id of bad) await lab.send(events(id, 1));
    // Nothing but failures, which may well be an outage.
    await eventually(() => isOpen);
    for (const id of good) await lab.send(events(id, 1));
    for (const id of good) await lab.appliedAll(id, 1);
    expect(failing.state.calls).toBeGreaterThan(count);
    expect(await lab.applied(bad[0]!)).toEqual([]);

    failing.state.isOver = true;
    for (const id of bad) await lab.appliedAll(id, 1);
    const ends = await lab.admin.fetchTopicOffsets(lab.topic);
    await eventually(async () => (await lab.committed(groupId))[0] === Number(ends[0]!.high));
    expect(lab.dead).toEqual([]);
    await stop(5_000);
  },
);
