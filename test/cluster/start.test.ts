import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { ORDER_TOPICS } from '../../infra/stack/topics.ts';
import { anOrder } from '../orders.ts';
import { eventually } from '../eventually.ts';
import { ktb } from '../integration/ktb.ts';
import { openNamespace } from '../integration/namespace.ts';
import { startObservedKtb, type ObservedKtb } from '../integration/observed-ktb.ts';
import { admin, brokers, close, create, createTopic, kafka } from './cluster.ts';

const env = { KTB_KAFKA_BROKERS: brokers.addresses.join() };
let place: Awaited<ReturnType<typeof openNamespace>>;
let run: ObservedKtb | undefined;

beforeAll(async () => {
  await admin.connect();
  // One partition of a topic of one's own is on the broker that is going to be away.
  await admin.deleteTopics({ topics: ['orders.approvals'] }).catch(() => undefined);
  await eventually(() => create('orders.approvals', [[3], [1], [2], [1]]).then(() => true));
  await kafka.topics.create(ORDER_TOPICS.filter(({ name }) => name !== 'orders.approvals'));
  await createTopic('foreign', [[3]]);
  place = await openNamespace('cluster-start');
});
afterEach(async () => {
  await run?.kill('SIGTERM');
  run = undefined;
  await brokers.up(1, 2, 3);
});
afterAll(async () => {
  await Promise.all([close(), place?.close()]);
});

it('K7 with a broker down, a foreign topic and a partition of its own without a leader, it starts and works', async () => {
  await brokers.stop(3);
  run = await startObservedKtb(['run'], { ...env, ...place.env, KTB_GROUP_ID: `start-${Date.now()}` });
  await run.says('"msg":"ready"');
  const orderId = `start-${Date.now()}`;
  const order = JSON.stringify(anOrder({ orderId, requiresApproval: false }));
  const produced = await ktb(['produce', 'orders.placed', 'OrderPlaced', '--json', order], { env });
  expect(produced).toMatchObject({ code: 0 });
  await eventually(async () => {
    const status = await place.client.workflow.getHandle(`order-${orderId}`).query('getOrderStatus');
    return (status as { status: string }).status === 'confirmed';
  });
  const { status, reasons } = await run.ready();
  expect(status).toBe(503);
  expect(reasons).toEqual([expect.stringContaining('partition orders.approvals/0 has no leader')]);

  const listed = await ktb(['dlq', 'list', 'orders.placed'], { env });
  expect(listed).toMatchObject({ code: 0 });

  const { ready } = run;
  await brokers.up(3);
  await eventually(async () => (await ready()).status === 200);
});

it('topics of its own that are missing are a start-up error that names all of them', async () => {
  await admin.deleteTopics({ topics: ['reminders.requested', 'greetings.outcomes'] });
  await eventually(async () => {
    const { topics } = await kafka.cluster.describe(['reminders.requested', 'greetings.outcomes']);
    return topics.length === 0;
  });
  const ended = await ktb(['run'], { env: { ...env, ...place.env, KTB_HEALTH_ADDRESS: '127.0.0.1:0' } });
  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain('reminders.requested');
  expect(ended.stderr).toContain('greetings.outcomes');
});
