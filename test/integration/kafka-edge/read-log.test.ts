import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { client, createTopic, kafka } from './topic.ts';

/** The shortest that brokers take, and longer than that. */
const SESSION_MS = 6_000;
const LONG_MS = 9_000;

/** A topic of three records, and the offsets that a reader of it gets, which does something at the second one. */
async function offsetsRead(atTheSecond: () => Promise<void> | void): Promise<bigint[]> {
  const topic = await createTopic('log', 1);
  const producer = client.producer();
  await producer.connect();
  // So large that each is fetched by itself: what was fetched is taken to its end, whatever becomes of the group.
  for (const letter of ['a', 'b', 'c'])
    await producer.send({ topic, messages: [{ value: letter.repeat(1_000_000) }] });
  await producer.disconnect();
  const offsets: bigint[] = [];
  await kafka.readLog({
    topic,
    sessionTimeoutMs: SESSION_MS,
    async onRecord({ offset }) {
      offsets.push(offset);
      if (offset === 1n) await atTheSecond();
    },
  });
  return offsets;
}

async function statesOfReaders(): Promise<string[]> {
  const admin = client.admin();
  await admin.connect();
  const { groups } = await admin.listGroups();
  const ids = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith('ktb-log-'));
  const described = await admin.describeGroups(ids);
  await admin.disconnect();
  return described.groups.map(({ state }) => state);
}

it('a reader that takes its time keeps its place in its group', async () => {
  let states: string[] = [];
  const offsets = await offsetsRead(async () => {
    await delay(LONG_MS);
    states = await statesOfReaders();
  });
  expect(states).toEqual(['Stable']);
  expect(offsets).toEqual([0n, 1n, 2n]);
});

it('one that the group removed, and that begins again, gets each record once', async () => {
  // Nothing of this process moves meanwhile, no heartbeat either.
  const stall = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LONG_MS);
  expect(await offsetsRead(stall)).toEqual([0n, 1n, 2n]);
});
