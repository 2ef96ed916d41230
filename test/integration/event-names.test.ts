import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { signalWithStart } from '../../consumers/bridge/command.ts';
import { createDispatch } from '../../consumers/bridge/dispatch.ts';
import { loadConfig } from '../../infra/settings/config.ts';
import { allTypes } from '../../infra/app/topic-types.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import type { RecordType } from '../../schemas/bridge/record-type.ts';
import { connectRegistry } from '../../schemas/bridge/registry.ts';
import { CONTRACT } from '../../schemas/contract.ts';
import { GreetingRequested } from '../../schemas/generated/greetings.ts';
import { OrderApproved, OrderCancellationRequested, OrderPlaced } from '../../schemas/generated/orders.ts';
import { eventually } from '../eventually.ts';
import { openLab } from '../laws/lab.ts';
import { add, tally } from '../laws/workflows.ts';
import { anOrder } from '../orders.ts';
import { startObservedKtb, type ObservedKtb } from './observed-ktb.ts';
import { watch, writeBytes } from './watch.ts';

/** Events that have one CloudEvents name, because their producers made the same one or because one was sent twice. */
const codec = createCodec(connectRegistry(loadConfig().registry), allTypes(CONTRACT));
const APPROVALS = { topic: 'orders.approvals', route: 'orders.approvals/orders.v1.OrderApproved' };
const GREETINGS = {
  topic: 'greetings.requested',
  route: 'greetings.requested/greetings.v1.GreetingRequested',
};
let run: ObservedKtb;
let logged = '';
let seen: Awaited<ReturnType<typeof watch>>;

beforeAll(async () => {
  seen = await watch('orders.outcomes', 'greetings.outcomes', 'orders.placed.dlq');
  run = await startObservedKtb(['run']);
  run.child.stderr!.on('data', (chunk) => (logged += chunk));
  await run.says('"msg":"ready"');
});
afterAll(async () => {
  await run?.kill('SIGTERM');
  await seen?.stop();
});

async function send<T>(topic: string, type: RecordType<T>, key: string, name: string, value: T) {
  const headers = { ce_source: '/shop', ce_id: name };
  await writeBytes(topic, key, await codec.encode(topic, type, value), headers);
}
const place = (orderId: string, name: string) =>
  send('orders.placed', OrderPlaced, orderId, name, anOrder({ orderId }));
const approve = (orderId: string, name: string, approvedBy = 'kim') =>
  send('orders.approvals', OrderApproved, orderId, name, { orderId, approvedBy, approvedAt: 1 });
const cancel = (orderId: string, name: string) =>
  send('orders.cancellations', OrderCancellationRequested, orderId, name, {
    ...{ orderId, requestedBy: 'ada', reason: 'r', requestedAt: 1 },
  });
const dropsOf = async (labels: typeof APPROVALS) => (await run.metrics()).at('ktb_dropped_total', labels);
const drops = ({ topic }: typeof APPROVALS) =>
  logged
    .split('\n')
    .filter((line) => line.includes('dropped:') && line.includes(topic))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('K15: events of several topics that share a CloudEvents name', () => {
  it('are several events: the order is approved', async () => {
    const id = `named-${randomUUID()}`;
    await place(id, id);
    await approve(id, id);
    expect((await seen.until(id)).map(({ type }) => type)).toEqual(['OrderConfirmed']);
  });

  it('are several events: the order is cancelled', async () => {
    const id = `named-${randomUUID()}`;
    await cancel(id, id);
    await place(id, id);
    expect((await seen.until(id)).map(({ type }) => type)).toEqual(['OrderCancelled']);
  });
});

describe('a record whose name another record of its topic had first is dropped, counted by route and logged', () => {
  it('by the guard, while its workflow is open', async () => {
    expect(await dropsOf(APPROVALS)).toBe(0);
    const id = `twice-${randomUUID()}`;
    await approve(id, id, 'kim');
    await approve(id, id, 'lee');
    await eventually(async () => (await dropsOf(APPROVALS)) === 1);
    expect(drops(APPROVALS)).toEqual([
      expect.objectContaining({
        ...APPROVALS,
        level: 30,
        offset: expect.any(String),
        first: { topic: APPROVALS.topic, partition: expect.any(Number), offset: expect.any(String) },
      }),
    ]);
    await place(id, `${id}-placed`);
    expect((await seen.until(id)).map(({ type }) => type)).toEqual(['OrderConfirmed']);
  });

  it('by the bridge, if its workflow was started or has closed', async () => {
    expect(await dropsOf(GREETINGS)).toBe(0);
    const greetingId = `twice-${randomUUID()}`;
    const greet = () =>
      send('greetings.requested', GreetingRequested, greetingId, greetingId, { greetingId, name: 'Ada' });
    await greet();
    await seen.until(greetingId);
    await greet();
    await eventually(async () => (await dropsOf(GREETINGS)) === 1);
    const [drop] = drops(GREETINGS);
    expect(drop).toMatchObject({ ...GREETINGS, level: 30, first: { topic: GREETINGS.topic } });
    expect((drop!['first'] as { offset: string }).offset).not.toBe(drop!['offset']);
  });

  it('has no series that is born with its first event', async () => {
    const routes = (await run.metrics()).values('ktb_dropped_total', 'route');
    expect(routes).toEqual(expect.arrayContaining(['orders.placed/orders.v1.OrderPlaced', APPROVALS.route]));
  });
});

it('what a worker from before has dropped stays dropped when its history is replayed', async () => {
  const before = await openLab({ guard: [join(import.meta.dirname, 'names-guard.ts')] });
  try {
    const workflowId = before.workflowId('open');
    const dispatch = createDispatch({ client: before.client.workflow });
    const deliver = (topic: string, n: number, ask: 'add' | 'renew' | 'end', id = 'ce:shared') =>
      dispatch(
        signalWithStart(tally, add, {
          ...{ workflowId, taskQueue: before.topic },
          workflowArgs: ['open'],
          args: [{ id: 'open', n, ask }],
        }),
        { id, log: `c/${topic}@1`, topic, partition: 0, offset: BigInt(n), names: 'topic' },
        new AbortController().signal,
      );
    await deliver('placed', 1, 'add');
    await before.appliedAll('open', 1);
    await deliver('approvals', 2, 'renew');
    const handle = before.client.workflow.getHandle<typeof tally>(workflowId);
    // A query is answered behind the signals that came before it.
    expect(await handle.query<number[]>('getApplied')).toEqual([1]);
    // What it does next has to fit: a command without an event behind it is not compared.
    await deliver('placed', 3, 'end', 'ce:another');
    expect(await handle.result()).toEqual([1, 3]);
    const history = await handle.fetchHistory();
    await Worker.runReplayHistory(
      {
        workflowsPath: join(import.meta.dirname, '../laws/workflows.ts'),
        interceptors: {
          workflowModules: [join(import.meta.dirname, '../../workflows/bridge/interceptors/once.ts')],
        },
      },
      history,
      workflowId,
    );
  } finally {
    await before.close();
  }
});
