import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { admin, brokers, close, coordinatorOf, createTopic, kafka } from './cluster.ts';

beforeAll(() => admin.connect());
afterEach(() => brokers.up(1, 2, 3));
afterAll(close);

it('what a group has committed is known, and more can be committed, while its coordinator has just gone', async () => {
  const topic = await createTopic('coordinated');
  const commit = { topic, partition: 0, offset: 0n };
  await kafka.groups.commit(topic, [commit]);
  for (const end of ['kill', 'stop'] as const) {
    const away = await coordinatorOf(topic);
    await brokers[end](away);
    expect(await kafka.groups.committed(topic, [topic])).toMatchObject([commit]);
    await kafka.groups.commit(topic, [commit]);
    await brokers.up(away);
  }
});
