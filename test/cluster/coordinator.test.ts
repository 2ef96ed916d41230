import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { admin, brokers, close, createTopic, groupOn, kafka } from './cluster.ts';

beforeAll(() => admin.connect());
afterEach(() => brokers.up(1, 2, 3));
afterAll(close);

it('what a group has committed is known while its coordinator has just gone, and can be committed', async () => {
  const topic = await createTopic('coordinated');
  for (const away of [2, 3]) {
    const groupId = await groupOn(away, topic);
    const commit = { topic, partition: 0, offset: 0n };
    await kafka.groups.commit(groupId, [commit]);
    await brokers.kill(away);
    expect(await kafka.groups.committed(groupId, [topic])).toMatchObject([commit]);
    await brokers.up(away);
    await brokers.stop(away);
    await kafka.groups.commit(groupId, [commit]);
    await brokers.up(away);
  }
});
