import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CompressionTypes, Kafka, logLevel } from 'kafkajs';
import { readState } from '../../../infra/settings/stack-state.ts';
import { freePorts } from '../../../infra/stack/ports.ts';
import { createTopics } from '../../../infra/stack/kafka.ts';
import { localServers, temporaryFolder } from '../../../infra/testing/local-servers.ts';
import type { TestServers } from '../../../infra/testing/test-servers.ts';
import { createCodec } from '../../../schemas/bridge/codec.ts';
import { connectRegistry } from '../../../schemas/bridge/registry.ts';
import { OrderPlaced } from '../../../schemas/generated/orders.ts';
import { eventually } from '../../eventually.ts';
import { anOrder } from '../../orders.ts';
import { describeUnless } from '../../skip.ts';
import { openProxy } from '../../tcp-proxy.ts';
import { ktb } from '../ktb.ts';
import { startObservedKtb, type ObservedKtb } from '../observed-ktb.ts';
import { findPrometheus, startPrometheus, type Prometheus } from './prometheus.ts';

/** The rules of docs/operations.md, as they are but for the times that they wait. */
const guide = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'operations.md'), 'utf8');
const [, rules = ''] = /```yaml\n(groups:[^]*?)```/.exec(guide) ?? [];
const atOnce = rules.replaceAll(/^ +for: .*\n/gm, '');
const alerts = [...rules.matchAll(/alert: (\w+)/g)].map(([, name = '']) => name);
const tried = new Set<string>();
const found = await findPrometheus();

const missing = 'missing' in found ? found.missing : undefined;
const program = 'program' in found ? found.program : '';

describeUnless(missing, 'a real Prometheus fires', () => {
  const dir = temporaryFolder();
  const processes: ObservedKtb[] = [];
  let servers: TestServers;
  let temporal: Awaited<ReturnType<typeof openProxy>>;
  let prometheus: Prometheus;
  let env: NodeJS.ProcessEnv;

  const fires = async (alert: string) => {
    await prometheus.fires(alert);
    tried.add(alert);
  };
  const place = async (count: number) => {
    const orders = Array.from({ length: count }, (_, index) => anOrder({ orderId: `alerts-${index}` }));
    const input = orders.map((order) => `${JSON.stringify(order)}\n`).join('');
    const { code } = await ktb(['produce', 'orders.placed', 'OrderPlaced', '--json', '-'], { env, input });
    expect(code).toBe(0);
  };
  const client = () => new Kafka({ brokers: [servers.endpoints.kafka], logLevel: logLevel.NOTHING });
  const write = async (topic: string, value: Buffer) => {
    const producer = client().producer();
    await producer.connect();
    await producer.send({ topic, compression: CompressionTypes.GZIP, messages: [{ partition: 0, value }] });
    await producer.disconnect();
  };

  beforeAll(async () => {
    servers = await localServers(dir, await freePorts());
    temporal = await openProxy(servers.endpoints.temporal);
    env = { KTB_STATE_DIR: dir };
    await createTopics(
      servers.endpoints.kafka,
      ['alerts.held-up', 'alerts.held-up.dlq'].map((name) => ({ name, partitions: 1 })),
    );
    const { kafka: one, registry: other } = await freePorts();
    const app = join(import.meta.dirname, 'held-up-app.ts');
    processes.push(
      await startObservedKtb(['run'], {
        ...env,
        KTB_HEALTH_ADDRESS: `127.0.0.1:${one}`,
        TEMPORAL_ADDRESS: temporal.address,
      }),
      await startObservedKtb(['run', '--app', app], {
        ...env,
        KTB_HEALTH_ADDRESS: `127.0.0.1:${other}`,
      }),
    );
    const targets = [one, other].map((port) => `127.0.0.1:${port}`);
    prometheus = await startPrometheus(program, join(dir, 'prometheus'), atOnce, targets);
    for (const process of processes) await process.says('"msg":"ready"');
    await eventually(async () => (await prometheus.query('ktb_ready == 1')).length === 2);
  });
  afterAll(async () => {
    await prometheus?.stop();
    for (const process of processes) await process.kill('SIGKILL');
    await temporal?.close();
    await servers?.stop();
  });

  it('at none of the documented expressions while all is well, and every counter is there at 0', async () => {
    const expressions = [...rules.matchAll(/expr: (.*)/g)].map(([, expression = '']) => expression);
    for (const expression of expressions.filter((each) => !each.includes('ktb_ready')))
      expect([expression, await prometheus.query(expression)]).toEqual([expression, []]);
    for (const counter of [
      ...['ktb_dead_letters_total', 'ktb_held_up_total', 'ktb_records_total'],
      ...['ktb_unhandled_signals_total', 'ktb_unfinished_handlers_total'],
    ])
      expect([...new Set(await prometheus.query(counter))]).toEqual([0]);
  });

  it('at the first dead letter', async () => {
    await write('orders.placed', Buffer.from('garbage'));
    await fires('KtbDeadLetter');
  });

  it('at a partition that cannot go on', async () => {
    await write('orders.cancellations', Buffer.alloc(65 * 2 ** 20));
    await fires('KtbPartitionStopped');
  });

  const request = async (name: string) => {
    const app = join(import.meta.dirname, 'held-up-app.ts');
    const json = JSON.stringify({ greetingId: `g-${name}`, name });
    const args = ['produce', 'alerts.held-up', 'GreetingRequested', '--json', json, '--app', app];
    expect(await ktb(args, { env })).toMatchObject({ code: 0 });
  };

  it('at a signal that no handler takes', async () => {
    await request('deaf');
    await fires('KtbUnhandledSignal');
  });

  it('at a workflow that a handler keeps open', async () => {
    await request('endless');
    await fires('KtbUnfinishedHandler');
  });

  it('at a record that a bug holds up', async () => {
    await request('held-up');
    await fires('KtbHeldUp');
  });

  it('at a second record with the name of another event', async () => {
    const order = anOrder({ orderId: 'alerts-named-twice' });
    const codec = createCodec(connectRegistry({ url: servers.endpoints.registry }), [OrderPlaced]);
    const value = await codec.encode('orders.placed', OrderPlaced, order);
    const headers = { ce_source: '/alerts', ce_id: 'one' };
    const producer = client().producer();
    await producer.connect();
    for (let record = 0; record < 2; record += 1)
      await producer.send({ topic: 'orders.placed', messages: [{ key: order.orderId, value, headers }] });
    await producer.disconnect();
    await fires('KtbDropped');
  });

  it('at a transaction that stays open', async () => {
    const producer = client().producer({
      transactionalId: 'alerts',
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: 'orders.approvals', messages: [{ partition: 0, value: 'open' }] });
    await fires('KtbOpenTransaction');
    await transaction.abort();
    await producer.disconnect();
  });

  it('at a dead letter that cannot be written', async () => {
    const admin = client().admin();
    await admin.connect();
    await admin.deleteTopics({ topics: ['orders.batches.dlq'] });
    await admin.disconnect();
    await write('orders.batches', Buffer.from('garbage'));
    await fires('KtbUnwritten');
    await createTopics(servers.endpoints.kafka, [{ name: 'orders.batches.dlq', partitions: 4 }]);
  });

  it('while Temporal is away, as records wait for it', async () => {
    temporal.cut();
    await fires('KtbDependencyAway');
    await fires('KtbNotReady');
    await place(300);
    await fires('KtbLagGrows');
    temporal.restore();
  });

  it('while Kafka is away: the lag that was known stays, and grows old', async () => {
    const { pid } = readState(dir)!.processes.kafka!;
    const series = (await prometheus.query('ktb_lag')).length;
    expect(series).toBeGreaterThan(0);
    process.kill(pid, 'SIGSTOP');
    try {
      await fires('KtbLagUnknown');
      expect(await prometheus.query('ktb_lag')).toHaveLength(series);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  it('at each of the documented alerts', () => {
    expect(alerts.length).toBeGreaterThan(5);
    expect([...tried].sort()).toEqual(alerts.toSorted());
  });
});
