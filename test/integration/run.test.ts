import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anOrder } from '../orders.ts';
import { ktb, produce, startKtb } from './ktb.ts';
import { lagOf, watch, writeBytes } from './watch.ts';

const id = (name: string) => `run-${name}-${Date.now()}`;
let seen: Awaited<ReturnType<typeof watch>>;

beforeAll(
  async () => void (seen = await watch('orders.outcomes', 'orders.placed.dlq', 'orders.approvals.dlq')),
);
afterAll(() => seen?.stop());

describe.each(['SIGINT', 'SIGTERM'] as const)('`ktb run` at %s', (signal) => {
  it('drains and exits 0', async () => {
    const run = startKtb(['run']);
    await run.says('"msg":"ready"');
    const ended = await run.kill(signal);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('drained');
    expect(ended.stdout).toBe('');
  });
});

it('consumers and worker in processes of their own confirm an order, and each drains', async () => {
  const orderId = id('apart');
  const parts = [startKtb(['consumers']), startKtb(['worker'])];
  await Promise.all(parts.map((part) => part.says('"msg":"ready"')));
  await produce('orders.placed', 'OrderPlaced', [anOrder({ orderId, requiresApproval: false })]);
  expect(await seen.until(orderId)).toMatchObject([{ type: 'OrderConfirmed' }]);
  const ended = await Promise.all(parts.map((part) => part.kill('SIGTERM')));
  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
});

it('a drain commits all that is settled, so that nothing comes again', async () => {
  const run = startKtb(['run']);
  await run.says('"msg":"ready"');
  const orders = Array.from({ length: 50 }, (_, at) =>
    anOrder({ orderId: id(`drain-${at}`), requiresApproval: false }),
  );
  await produce('orders.placed', 'OrderPlaced', orders);
  await seen.until(orders.at(-1)!.orderId);
  await run.kill('SIGTERM');
  expect(await lagOf('orders.placed')).toBe(0n);
});

describe('with the bridge up', () => {
  let run: ReturnType<typeof startKtb>;
  beforeAll(async () => {
    run = startKtb(['run'], { env: { KTB_LOG_LEVEL: 'debug' } });
    await run.says('"msg":"ready"');
  });
  afterAll(async () => void (await run.kill('SIGTERM')));

  it('an outcome carries CloudEvents headers and continues the trace of the order', async () => {
    const orderId = id('trace');
    const trace = '0af7651916cd43dd8448eb211c80319c';
    await ktb([
      ...[
        'produce',
        'orders.placed',
        'OrderPlaced',
        '--json',
        JSON.stringify(anOrder({ orderId, requiresApproval: false })),
      ],
      ...['--header', `traceparent=00-${trace}-b7ad6b7169203331-01`],
    ]);
    const [outcome] = await seen.until(orderId);
    expect(outcome?.headers).toMatchObject({
      ce_specversion: '1.0',
      ce_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ce_type: 'orders.v1.OrderConfirmed',
      ce_source: '/kafka-temporal-bridge/default',
      ce_subject: orderId,
      ce_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      'content-type': 'application/avro',
      traceparent: expect.stringMatching(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`)),
    });
  });

  it('an undecodable record goes unchanged to the dead-letter topic, with the reason, and holds nothing up', async () => {
    const orderId = id('garbage');
    const forged = { tenant: 'a', ktb_reason: 'forged', '__connect.errors.topic': 'forged' };
    await writeBytes('orders.placed', orderId, Buffer.from('garbage'), forged);
    await produce('orders.placed', 'OrderPlaced', [anOrder({ orderId, requiresApproval: false })]);
    const records = await seen.until(orderId, 2);
    expect(records.map(({ type, reason }) => [type, reason])).toEqual(
      expect.arrayContaining([
        [null, 'not-framed'],
        ['OrderConfirmed', null],
      ]),
    );
    const dead = records.find(({ reason }) => reason !== null);
    expect(dead?.headers).toMatchObject({
      tenant: 'a',
      '__connect.errors.topic': 'orders.placed',
      '__connect.errors.stage': 'VALUE_CONVERTER',
      ktb_route: 'orders.placed',
      ktb_replays: '0',
    });
  });

  it('an order that breaks a rule is dead-lettered; neither log nor header contains its values', async () => {
    const orderId = id('invalid');
    await produce('orders.placed', 'OrderPlaced', [anOrder({ orderId, email: 'secret-address' })]);
    const [dead] = await seen.until(orderId);
    expect(dead).toMatchObject({ reason: 'invalid', type: 'OrderPlaced' });
    expect(JSON.stringify(dead?.headers)).toContain('email');
    expect(JSON.stringify(dead?.headers)).not.toContain('secret-address');
    await run.says('"reason":"invalid"');
  });

  it('a record delivered again after its order closed is not called late', async () => {
    const orderId = id('again');
    const cloudEvent = ['--header', 'ce_source=/shop', '--header', `ce_id=${orderId}`];
    const place = () =>
      ktb([
        'produce',
        'orders.placed',
        'OrderPlaced',
        '--json',
        JSON.stringify(anOrder({ orderId, requiresApproval: false })),
        ...cloudEvent,
      ]);
    await place();
    await seen.until(orderId);
    await place();
    await run.says('duplicate');
    expect(seen.of(orderId)).toHaveLength(1);
  });

  it('an event that is delivered several times while its order waits is applied once', async () => {
    const orderId = id('once');
    const other = JSON.stringify(anOrder({ orderId, currency: 'USD' }));
    const sameEvent = ['--header', 'ce_source=/shop', '--header', `ce_id=${orderId}-other`];
    await produce('orders.placed', 'OrderPlaced', [anOrder({ orderId })]);
    for (let time = 0; time < 3; time += 1)
      await ktb(['produce', 'orders.placed', 'OrderPlaced', '--json', other, ...sameEvent]);
    await seen.until(orderId);
    await produce('orders.approvals', 'OrderApproved', [{ orderId, approvedBy: 'kim', approvedAt: 1 }]);
    const records = await seen.until(orderId, 2);
    expect(records.map(({ type }) => type)).toEqual(['OrderEventRefused', 'OrderConfirmed']);
  });
});
