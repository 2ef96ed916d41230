import { afterEach, expect } from '@jest/globals';
import { loadConfig } from '../../../infra/settings/config.ts';
import { findTemporal } from '../../../infra/stack/temporal-cli.mjs';
import { run } from '../../../infra/stack/tools.mjs';
import { eventually } from '../../eventually.ts';
import { itUnless } from '../../skip.ts';
import { startKtb } from '../ktb.ts';
import { pythonWithPackages, startClient } from './python.ts';

const found = await pythonWithPackages();

const ISO_8601 = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Whatever a failed test leaves behind would keep Jest from ending. */
const stops: (() => unknown)[] = [];
afterEach(async () => void (await Promise.all(stops.splice(0).map((stop) => stop()))));

itUnless(
  'missing' in found ? found.missing : undefined,
  'a Python client that knows topics, broker and registry places and approves an order and reads one OrderConfirmed; the Temporal CLI shows its status while it waits and after it closed',
  async () => {
    const { kafka, registry } = loadConfig();
    const orderId = `python-${Date.now()}`;
    const bridge = startKtb(['run']);
    stops.push(() => bridge.kill('SIGTERM'));
    await bridge.says('"msg":"ready"');
    const client = startClient(
      'python' in found ? found.python : '',
      kafka.brokers.join(','),
      registry.url,
      orderId,
    );
    stops.push(() => client.stop());

    await client.ask('place');
    const waiting = await eventually(() => statusIf('awaitingApproval', orderId));
    expect(waiting).toEqual({
      id: orderId,
      status: 'awaitingApproval',
      updatedAt: expect.stringMatching(ISO_8601),
    });

    const confirmed = await client.ask('approve');
    expect(confirmed).toEqual({
      key: orderId,
      value: {
        orderId,
        paymentId: expect.stringMatching(/./),
        shipmentId: expect.stringMatching(/./),
        confirmedAt: expect.stringMatching(/^\d{4}-\d\d-\d\d /),
        emailSent: true,
      },
      headers: [
        ['ce_specversion', '1.0'],
        ['ce_id', expect.stringMatching(/^[0-9a-f-]{36}$/)],
        ['ce_type', 'orders.v1.OrderConfirmed'],
        ['ce_source', '/kafka-temporal-bridge/default'],
        ['ce_subject', orderId],
        ['ce_time', expect.stringMatching(ISO_8601)],
        ['content-type', 'application/avro'],
        ['traceparent', expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)],
      ],
    });

    // From here on nothing can publish for this order, so what the client has read by the end of the topic is all.
    await eventually(() => isCompleted(orderId));
    const closed = await statusOf(orderId);
    expect(closed).toEqual({ id: orderId, status: 'confirmed', updatedAt: expect.stringMatching(ISO_8601) });
    const all = (await client.ask('finish')) as unknown[];
    // The same record may be there again, but no other one.
    expect(all).toEqual(all.map(() => confirmed));
    expect(all).not.toHaveLength(0);
  },
  240_000,
);

interface Status {
  readonly id: string;
  readonly status: string;
  readonly updatedAt: string;
}

const statusIf = async (status: string, orderId: string) => {
  const found = await statusOf(orderId);
  return found.status === status && found;
};

async function statusOf(orderId: string): Promise<Status> {
  const args = ['workflow', 'query', '--type', 'getOrderStatus', '--workflow-id', `order-${orderId}`];
  const { queryResult } = (await temporal(args)) as { queryResult: [Status] };
  return queryResult[0];
}

async function isCompleted(orderId: string): Promise<boolean> {
  const described = await temporal(['workflow', 'describe', '--workflow-id', `order-${orderId}`]);
  const { status } = (described as { workflowExecutionInfo: { status: string } }).workflowExecutionInfo;
  return status === 'WORKFLOW_EXECUTION_STATUS_COMPLETED';
}

/** Temporal's command-line tool, as people use it. */
async function temporal(args: string[]): Promise<unknown> {
  const cli = await findTemporal({ installed: Promise.resolve(), signal: new AbortController().signal });
  const address = loadConfig().temporal.connection.address;
  return JSON.parse(
    await run(cli, [...args, '--output', 'json'], {
      missing: `${cli} is not there any more`,
      env: { ...process.env, TEMPORAL_ADDRESS: address },
    }),
  ) as unknown;
}
