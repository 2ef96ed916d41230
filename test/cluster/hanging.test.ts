import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { admin, brokers, close, createTopic, groupOn, openMember, seenIn, write } from './cluster.ts';

/** A broker that hangs keeps its connections open, and answers nothing. */
const HANGS = 3;

beforeAll(() => admin.connect());
afterEach(() => {
  brokers.resume(HANGS);
  return brokers.up(1, 2, 3);
});
afterAll(close);

it.each([
  ['a broker that only leads', 1],
  ['the coordinator of the group', HANGS],
])(
  'while %s hangs, partitions of the others are read and committed; nothing is lost',
  async (_, coordinator) => {
    const topic = await createTopic('hangs', [[HANGS], [1], [2]]);
    const groupId = await groupOn(coordinator, topic);
    const member = openMember(groupId, [topic]);
    await member.start();
    await write(topic, [0, 1, 2], 'before');
    await seenIn([member], topic, [0, 1, 2], 'before');

    brokers.pause(HANGS);
    for (const round of [1, 2, 3]) {
      await write(topic, [1, 2], `meanwhile ${round}`);
      await seenIn([member], topic, [1, 2], `meanwhile ${round}`);
    }
    const committed = () =>
      member.source.state.partitions.filter(({ partition }) => partition !== 0).map((one) => one.committed);
    await eventually(() => committed().join() === '4,4');
    expect(member.seen.some((value) => value.startsWith(`${topic}/0 meanwhile`))).toBe(false);

    brokers.resume(HANGS);
    await write(topic, [0], 'after');
    await seenIn([member], topic, [0], 'after');
    expect(new Set(member.seen).size).toBe(3 + 6 + 1);
    expect(member.crashes).toEqual([]);
    await eventually(() => member.source.state.partitions.every(({ problem }) => !problem));
  },
);
