import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { reasonsOf } from '../reasons-of.ts';
import {
  admin,
  ALL_THREE,
  brokers,
  close,
  createTopic,
  openMember,
  seenIn,
  write,
  type Member,
} from './cluster.ts';

const PARTITIONS = [0, 1, 2];

beforeAll(() => admin.connect());
afterEach(() => brokers.up(1, 2, 3));
afterAll(close);

const reasons = ({ source }: Member) => reasonsOf(source);

it('K7 a partition without a leader waits, and is named; the others are read; it goes on when its broker is back', async () => {
  const topic = await createTopic('offline', [[3], [1], [2]]);
  const member = openMember(topic, [topic]);
  await member.start();
  await write(topic, PARTITIONS, 'before');
  await seenIn([member], topic, PARTITIONS, 'before');

  await brokers.kill(3);
  await eventually(() => reasons(member).some((reason) => reason.includes(`${topic}/0 has no leader`)));
  await write(topic, [1, 2], 'meanwhile');
  await seenIn([member], topic, [1, 2], 'meanwhile');
  expect(reasons(member)).toEqual([expect.stringContaining(`${topic}/0 has no leader`)]);

  await brokers.up(3);
  await write(topic, [0], 'after');
  await seenIn([member], topic, [0], 'after');
  await eventually(() => reasons(member).length === 0);
  expect(new Set(member.seen).size).toBe(6);
});

it('K7 a group starts while a partition has no leader, and takes that one up when it has one', async () => {
  const topic = await createTopic('offline-at-start', [[3], [1]]);
  await write(topic, [0, 1], 'before');
  await brokers.stop(3);
  const member = openMember(topic, [topic]);
  await member.start();
  await seenIn([member], topic, [1], 'before');
  await eventually(() => reasons(member).some((reason) => reason.includes(`${topic}/0 has no leader`)));

  await brokers.up(3);
  await seenIn([member], topic, [0], 'before');
  expect(member.crashes).toEqual([]);
});

it('K7 a topic that is deleted is named, and keeps no other from being read or committed', async () => {
  const [stays, goes] = await Promise.all([createTopic('stays'), createTopic('goes')]);
  const member = openMember(stays, [stays, goes]);
  await member.start();
  await write(goes, PARTITIONS, 'before');
  await seenIn([member], goes, PARTITIONS, 'before');

  await admin.deleteTopics({ topics: [goes] });
  await eventually(() => reasons(member).some((reason) => reason.includes(`there is no topic ${goes}`)));
  await write(stays, PARTITIONS, 'after');
  await seenIn([member], stays, PARTITIONS, 'after');
  const committed = () =>
    member.source.state.partitions.filter(({ topic }) => topic === stays).map(({ committed }) => committed);
  await eventually(() => committed().join() === '1,1,1');
  expect(member.crashes).toEqual([]);
});

it('a leader that moves interrupts nobody', async () => {
  const topic = await createTopic('moves', [
    [1, 2],
    [2, 1],
  ]);
  const member = openMember(topic, [topic]);
  await member.start();
  await write(topic, [0, 1], 'before');
  await seenIn([member], topic, [0, 1], 'before');
  await admin.alterPartitionReassignments({
    topics: [{ topic, partitionAssignment: [{ partition: 0, replicas: [3] }] }],
  });
  await write(topic, [0, 1], 'after');
  await seenIn([member], topic, [0, 1], 'after');
  expect(member.generations()).toBe(1);
  expect(member.seen).toHaveLength(4);
});

it('through a rolling restart of all brokers every record is read once', async () => {
  const topic = await createTopic('rolling', ALL_THREE);
  const member = openMember(topic, [topic]);
  await member.start();
  for (const id of [3, 2, 1]) {
    await brokers.stop(id);
    await write(topic, PARTITIONS, `while ${id} is away`);
    await brokers.up(id);
    await write(topic, PARTITIONS, `after ${id}`);
  }
  for (const id of [3, 2, 1]) {
    await seenIn([member], topic, PARTITIONS, `while ${id} is away`);
    await seenIn([member], topic, PARTITIONS, `after ${id}`);
  }
  expect(new Set(member.seen).size).toBe(18);
  expect(member.crashes).toEqual([]);
});
