import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { createRecordProducer } from '../../infra/kafka/producer.ts';
import { ORDER_TOPICS } from '../../infra/stack/topics.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { OrderApproved } from '../../schemas/generated/orders.ts';
import { readEventHeader } from '../../workflows/bridge/interceptors/event-header.ts';
import { eventually } from '../eventually.ts';
import { wholeHistory } from '../history.ts';
import { startKtb, type Ktb } from '../integration/ktb.ts';
import { openNamespace } from '../integration/namespace.ts';
import { itUnless } from '../skip.ts';
import { admin, brokers, close, kafka } from './cluster.ts';
import { versionBefore } from './version-before.ts';

const GROUP = 'mixed-versions';
const folder = await versionBefore();
let place: Awaited<ReturnType<typeof openNamespace>>;

beforeAll(async () => {
  await admin.connect();
  await kafka.topics.create(ORDER_TOPICS);
  place = await openNamespace('mixed');
});
const running: Ktb[] = [];
afterAll(async () => {
  await Promise.all(running.map((member) => member.kill('SIGTERM')));
  await Promise.all([close(), place?.close()]);
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

/** Starts consumers of a version, and resolves once they have joined. */
async function start(version: 'before' | 'now'): Promise<Ktb> {
  const env = {
    ...place.env,
    KTB_KAFKA_BROKERS: brokers.addresses.join(),
    KTB_GROUP_ID: GROUP,
    KTB_HEALTH_ADDRESS: '127.0.0.1:0',
  };
  const cli = version === 'before' ? { cli: join(folder!, 'dist', 'infra', 'bin.mjs') } : {};
  const member = startKtb(['consumers'], { env, ...cli });
  running.push(member);
  await member.says('"msg":"ready"');
  return member;
}

const members = async (): Promise<number> => {
  const { groups } = await admin.describeGroups([GROUP]);
  return groups[0]?.members.length ?? 0;
};

/** Approves orders, one after the other, until it is stopped; gives their ids. */
function approve() {
  const ids: string[] = [];
  const over = new AbortController();
  const codec = createCodec(connectRegistry(loadConfig().registry), []);
  const producer = createRecordProducer(kafka);
  const done = (async () => {
    while (!over.signal.aborted) {
      const orderId = `mixed-${Date.now()}-${ids.length}`;
      const value = await codec.encode('orders.approvals', OrderApproved, {
        orderId,
        approvedBy: 'kim',
        approvedAt: 1,
      });
      await producer.send({ topic: 'orders.approvals', key: Buffer.from(orderId), value, headers: {} });
      ids.push(orderId);
      // Some at a time, so that they go on for as long as members come and go.
      await delay(50);
    }
    await producer.close();
    return ids;
  })();
  return { ids, stop: () => (over.abort(), done) };
}

itUnless(
  folder === undefined ? 'the clone has no history' : undefined,
  'K8 a member of the version before shares a group with one of this version, in either order and back',
  async () => {
    const first = await start('before');
    const orders = approve();
    const more = (count: number) => {
      const wanted = orders.ids.length + count;
      return eventually(() => orders.ids.length >= wanted);
    };
    await more(20);
    const second = await start('now');
    await eventually(async () => (await members()) === 2);
    await more(40);
    // The version before leads, then this one; then it comes back as a follower, and leads again.
    expect((await first.kill('SIGTERM')).code).toBe(0);
    await more(20);
    await start('before');
    await eventually(async () => (await members()) === 2);
    await more(40);
    expect((await second.kill('SIGTERM')).code).toBe(0);
    await more(20);
    const ids = await orders.stop();

    // What is delivered again has the same event id, by which the guard knows it, whichever version delivers it.
    const events = async (orderId: string) => {
      const history = await wholeHistory(place.client, `order-${orderId}`);
      const signals = history.flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal ?? []);
      return new Set(signals.map(({ header }) => readEventHeader(header?.fields ?? {})?.id)).size;
    };
    for (const orderId of ids) await eventually(async () => (await events(orderId)) > 0);
    const counts = await Promise.all(ids.map(events));
    expect(counts.filter((count) => count !== 1)).toEqual([]);
  },
);
