import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { eventually } from '../eventually.ts';
import { produce } from '../integration/ktb.ts';
import { watch } from '../integration/watch.ts';
import { anOrder } from '../orders.ts';
import { describeUnless } from '../skip.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { composeStack, whyNoCompose, type Inspected } from './compose-stack.ts';

const reason = await whyNoCompose();
const UP_WITHIN_MS = 400_000;

let stack: Awaited<ReturnType<typeof composeStack>>;

const place = (ids: readonly string[]) =>
  produce(
    'orders.placed',
    'OrderPlaced',
    ids.map((orderId) => anOrder({ orderId, requiresApproval: false })),
  );

async function statusOf(orderId: string): Promise<string> {
  const connection = await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
  try {
    const order = new Client({ connection }).workflow.getHandle(`order-${orderId}`);
    return (await order.query<{ status: string }>('getOrderStatus')).status;
  } finally {
    await connection.close();
  }
}

/** What ended has no health any more, whatever its image says. */
const healthOf = ({ State }: Inspected) =>
  State.Status === 'exited' ? `exited ${State.ExitCode}` : State.Health?.Status;

const healthIs = (health: string, ...services: string[]) =>
  eventually(async () => {
    const all = await stack.containers(...services);
    return all.length > 0 && all.every((container) => healthOf(container) === health);
  });

describeUnless(reason, 'the stack of compose', () => {
  beforeAll(async () => {
    stack = await composeStack();
    const { ports } = stack;
    Object.assign(process.env, {
      KTB_KAFKA_BROKERS: `127.0.0.1:${ports.kafka}`,
      KTB_REGISTRY_URL: `http://127.0.0.1:${ports.registry}/apis/ccompat/v7`,
      TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    });
    await stack.up();
  }, UP_WITHIN_MS);

  afterAll(async () => {
    await stack.down('-v', '--timeout', '5');
  });

  it('is up when its servers are healthy and what is done once is done', async () => {
    const health = (await stack.containers()).map(healthOf);
    expect(health.filter((state) => state === 'healthy')).toHaveLength(8);
    expect(health.filter((state) => state === 'exited 0')).toHaveLength(3);
    expect(health).toHaveLength(11);
  });

  it('confirms an order that is placed through the published port', async () => {
    const seen = await watch('orders.outcomes');
    await place(['published']);
    expect(await seen.until('published')).toMatchObject([{ type: 'OrderConfirmed' }]);
    await seen.stop();
  });

  it('dead-letters an id that PostgreSQL has no room for, and confirms the longest that it has', async () => {
    const longest = 'x'.repeat(255 - 'order-'.length);
    const seen = await watch('orders.outcomes', 'orders.placed.dlq');
    await place([`${longest}y`, longest]);
    expect(await seen.until(longest)).toMatchObject([{ type: 'OrderConfirmed' }]);
    expect(await seen.until(`${longest}y`)).toMatchObject([{ reason: 'oversize' }]);
    await seen.stop();
  });

  it('imports a file that was put on the volume of the workers', async () => {
    const file = join(temporaryFolder(), 'teas.ndjson');
    const teas = ['TEA-1', 'TEA-2'].map((sku) => ({ sku, name: 'Tea', priceMinor: 100, currency: 'EUR' }));
    writeFileSync(file, teas.map((tea) => `${JSON.stringify(tea)}\n`).join(''));
    await stack.compose('cp', file, 'worker:/var/lib/ktb/imports/teas.ndjson');
    const seen = await watch('imports.outcomes');
    await produce('imports.requested', 'ImportRequested', [
      { importId: 'teas', catalogId: 'teas', file: 'teas.ndjson' },
    ]);
    expect(await seen.until('teas')).toMatchObject([
      { type: 'ImportCompleted', value: { processed: teas.length, rejected: 0 } },
    ]);
    await seen.stop();
  });

  it(
    'loses nothing while its consumers become three',
    async () => {
      const ids = Array.from({ length: 100 }, (_, index) => `scaled-${index}`);
      const seen = await watch('orders.outcomes');
      await place(ids.slice(0, 50));
      await stack.up('--scale', 'consumers=3');
      await place(ids.slice(50));
      await eventually(() => ids.every((id) => seen.of(id).length > 0));
      expect(await stack.containers('consumers')).toHaveLength(3);
      expect(seen.of(...ids).map(({ type }) => type)).toEqual(ids.map(() => 'OrderConfirmed'));
      await seen.stop();
    },
    UP_WITHIN_MS,
  );

  it(
    'is unhealthy while Temporal gives no answer, and takes the order up once it does',
    async () => {
      const seen = await watch('orders.outcomes');
      await stack.compose('pause', 'temporal');
      await place(['paused']);
      const unhealthy = async () =>
        (await stack.containers('consumers')).some((container) => healthOf(container) === 'unhealthy');
      await eventually(unhealthy);
      await stack.compose('unpause', 'temporal');
      expect(await seen.until('paused')).toMatchObject([{ type: 'OrderConfirmed' }]);
      await healthIs('healthy', 'consumers', 'worker');
      await seen.stop();
    },
    UP_WITHIN_MS,
  );

  it('runs the bridge as a plain user, and drains it', async () => {
    await stack.compose('stop', 'consumers', 'worker');
    const ended = await stack.containers('consumers', 'worker');
    expect(ended.map(({ Config, State }) => [Config.User, State.Status, State.ExitCode])).toEqual(
      ended.map(() => ['1000:1000', 'exited', 0]),
    );
  });

  it(
    'keeps what Temporal knew when it is taken down and brought up again',
    async () => {
      await stack.down();
      await stack.up();
      expect(await statusOf('published')).toBe('confirmed');
    },
    UP_WITHIN_MS,
  );
});
