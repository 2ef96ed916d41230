import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { isTooLarge } from '../../../infra/kafka/errors.ts';
import { kafka } from './topic.ts';

/** The ports beside the source, each on a connection of its own. */
it('a topic is created, written, looked at, committed for a group and cut', async () => {
  const topic = `ports-${randomUUID()}`;
  await kafka.topics.create([{ name: topic, partitions: 1, maxMessageBytes: 10_000 }]);
  expect((await kafka.cluster.describe([topic, `no-${topic}`])).topics).toEqual([topic]);

  const sender = await kafka.openSender();
  const record = { topic, key: null, value: Buffer.from('v'), headers: {} };
  const [partition = -1] = await sender.partitionsOf(topic, [null]);
  expect(partition).toBe(0);
  await sender.send({ topic, partition }, [record, record], { isCompressed: false });
  expect(await kafka.cluster.ranges([topic])).toEqual([
    {
      ...{ topic, partition: 0, low: 0n, stable: 2n, high: 2n, leaderEpoch: 0 },
      topicId: expect.stringMatching(/^[\w-]{22}$/),
    },
  ]);
  expect(await kafka.cluster.endsOfEpochs([{ topic, partition: 0, epoch: 0 }])).toEqual([
    { topic, partition: 0, offset: 2n },
  ]);

  const groupId = `group-of-${topic}`;
  expect(await kafka.groups.committed(groupId, [topic])).toEqual([]);
  await kafka.groups.commit(groupId, [{ topic, partition: 0, offset: 1n }]);
  expect(await kafka.groups.committed(groupId, [topic])).toEqual([
    { topic, partition: 0, offset: 1n, metadata: Buffer.from('') },
  ]);
  await kafka.groups.remove(groupId);

  await kafka.topics.deleteRecords(topic, new Map([[0, 1n]]));
  expect(await kafka.cluster.ranges([topic])).toMatchObject([{ low: 1n, stable: 2n }]);

  const tooLarge = { ...record, value: Buffer.alloc(20_000) };
  const sending = sender.send({ topic, partition }, [tooLarge], { isCompressed: false });
  const refused = await sending.catch((error: unknown) => error);
  expect(isTooLarge(refused)).toBe(true);
  await sender.close();
});
