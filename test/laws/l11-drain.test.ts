import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, it } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l11-drain'));
afterAll(() => lab.close());

it('L11 drain: what is in flight is settled and committed, and the group is left', async () => {
  await lab.send(Array.from({ length: 10 }, (_, id) => events(`id-${id}`, 1)).flat());
  let started = 0;
  const { groupId, stop } = await lab.bridge(undefined, {
    dispatch: (real) => async (command, event, signal) => {
      started += 1;
      await delay(300);
      return real(command, event, signal);
    },
  });
  await eventually(() => started === 10);
  expect(await stop(20_000)).toEqual({ drained: true });
  expect(await lab.committed(groupId)).toEqual([10]);
  expect(await lab.members(groupId)).toBe(0);
});

it('L11 drain: what does not get settled in time stays uncommitted, and the group is left all the same', async () => {
  await lab.send(events('stuck', 1));
  let started = 0;
  const { groupId, stop } = await lab.bridge(undefined, {
    dispatch: () => (_, __, signal) => {
      started += 1;
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    },
  });
  await eventually(() => started === 1);
  expect(await stop(2_000)).toEqual({ drained: false });
  expect(await lab.committed(groupId)).toEqual([10]);
  expect(await lab.members(groupId)).toBe(0);
});

it('L11 drain: what was settled of a topic that was deleted meanwhile needs no commit', async () => {
  const gone = await openLab(partsOf('l11-drain'));
  const gate = Promise.withResolvers<void>();
  let started = 0;
  try {
    await gone.send(events('gone', 1));
    const { source, stop } = await gone.bridge(undefined, {
      dispatch: (real) => async (command, event, signal) => {
        started += 1;
        await gate.promise;
        return real(command, event, signal);
      },
    });
    await eventually(() => started === 1);
    await gone.admin.deleteTopics({ topics: [gone.topic] });
    await eventually(() => source.state.topicProblems?.some(({ kind }) => kind === 'topic-gone'));
    gate.resolve();
    await gone.appliedAll('gone', 1);
    expect(await stop(20_000)).toEqual({ drained: true });
  } finally {
    await gone.close();
  }
});
