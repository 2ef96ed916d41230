import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { admin, close, createTopic, openMember, seenIn, write } from './cluster.ts';

const PARTITIONS = [0, 1, 2];

beforeAll(() => admin.connect());
afterAll(close);

it('K8 each topic that any member takes has a reader among those who take it, whoever leads', async () => {
  const [common, more] = await Promise.all([createTopic('common'), createTopic('more')]);
  for (const leaderTakes of [[common], [common, more]]) {
    const others = leaderTakes.length === 1 ? [common, more] : [common];
    const groupId = `${common}-${leaderTakes.length}`;
    const leader = openMember(groupId, leaderTakes);
    await leader.start();
    const other = openMember(groupId, others);
    await other.start();
    const taken = () => [leader, other].flatMap(({ source }) => source.state.partitions);
    await eventually(() => taken().length === 6 && leader.generations() > 1);

    await write(common, PARTITIONS, groupId);
    await write(more, PARTITIONS, groupId);
    await seenIn([leader, other], common, PARTITIONS, groupId);
    await seenIn([leader, other], more, PARTITIONS, groupId);
    expect([leader, other].map(({ source }) => source.state.partitions.length)).toEqual([3, 3]);
  }
});

it('from the end, what is written to a partition that appears while the group runs is read', async () => {
  const topic = await createTopic('grows');
  await write(topic, PARTITIONS, 'before the group');
  const first = openMember(topic, [topic], { startFrom: 'end' });
  await first.start();
  await write(topic, PARTITIONS, 'in the group');
  await seenIn([first], topic, PARTITIONS, 'in the group');
  await eventually(() => first.source.state.partitions.every(({ committed }) => committed === 2n));

  await admin.createPartitions({ topicPartitions: [{ topic, count: 4 }] });
  await write(topic, [3], 'in the new one');
  // Who reads it need not have been there when it appeared.
  await first.source.stop(30_000);
  const second = openMember(topic, [topic], { startFrom: 'end' });
  await second.start();
  await seenIn([second], topic, [3], 'in the new one');
  expect([...first.seen, ...second.seen].join()).not.toContain('before the group');
});

it('members that begin from the end together skip what was there, each of its own partitions', async () => {
  const topic = await createTopic('together');
  await write(topic, PARTITIONS, 'before the group');
  const members = PARTITIONS.map(() => openMember(topic, [topic], { startFrom: 'end' }));
  await Promise.all(members.map((member) => member.start()));
  await eventually(() => members.flatMap(({ source }) => source.state.partitions).length === 3);
  await write(topic, PARTITIONS, 'in the group');
  await seenIn(members, topic, PARTITIONS, 'in the group');
  expect(members.flatMap(({ seen }) => seen).join()).not.toContain('before the group');
});
