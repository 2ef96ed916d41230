import { describe, expect } from '@jest/globals';
import { deadLetterTopic } from '../../schemas/contract.ts';
import { anOrder } from '../orders.ts';
import { itUnless } from '../skip.ts';
import { containerServers, whyNoContainers } from './containers.ts';
import { produce, startKtb } from './ktb.ts';
import { watch, writeBytes } from './watch.ts';

const reason = await whyNoContainers();

describe('on servers in containers', () => {
  itUnless(
    reason,
    'an order is approved and confirmed, and garbage is a dead letter',
    async () => {
      const { endpoints, stop } = await containerServers();
      Object.assign(process.env, {
        KTB_KAFKA_BROKERS: endpoints.kafka,
        KTB_REGISTRY_URL: endpoints.registry,
        TEMPORAL_ADDRESS: endpoints.temporal,
        KTB_SERVICES_URL: endpoints.simulator,
        KTB_SMTP_URL: `smtp://${endpoints.smtp}`,
      });
      try {
        const seen = await watch('orders.outcomes', deadLetterTopic('orders.placed'));
        const run = startKtb(['run']);
        await run.says('"msg":"ready"');
        const orderId = `containers-${Date.now()}`;
        await writeBytes('orders.placed', orderId, Buffer.from('garbage'));
        await produce('orders.placed', 'OrderPlaced', [anOrder({ orderId })]);
        await produce('orders.approvals', 'OrderApproved', [{ orderId, approvedBy: 'kim', approvedAt: 1 }]);

        const records = await seen.until(orderId, 2);
        expect(new Set(records.map(({ type, reason: why }) => type ?? why))).toEqual(
          new Set(['OrderConfirmed', 'not-framed']),
        );
        expect(records.find(({ type }) => type)?.headers).toMatchObject({
          ce_specversion: '1.0',
          ce_subject: orderId,
        });
        expect(await run.kill('SIGTERM')).toMatchObject({ code: 0 });
        await seen.stop();
      } finally {
        await stop();
      }
    },
    300_000,
  );
});
