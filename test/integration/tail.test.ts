import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { loadConfig } from '../../infra/settings/config.ts';
import { openRegistryFront } from '../registry-front.ts';
import { produce, startKtb } from './ktb.ts';

it.each([
  ['gives no usable answer', { status: 502 }, /asking again: .*the answer was 502/],
  ['does not accept the login', { status: 401 }, /asking again: the schema registry asks for a login/],
])(
  'tail says that the registry %s, goes on once it does, and ends when it is asked to',
  async (_, reply, why) => {
    const front = await openRegistryFront(loadConfig().registry.url, () => reply);
    try {
      const orderId = randomUUID();
      await produce('orders.approvals', 'OrderApproved', [{ orderId, approvedBy: 'kim', approvedAt: 1 }]);
      const args = ['tail', 'orders.approvals', '--key', orderId, '--json'];
      const env = { KTB_REGISTRY_URL: front.url() };
      const [reader, waiting] = [startKtb([...args, '--count', '1'], { env }), startKtb(args, { env })];
      await Promise.all([reader, waiting].map((tail) => tail.says('asking again')));
      // Ended while it waits.
      const { code, stderr } = await waiting.kill('SIGINT');
      expect(code).toBe(0);
      expect(stderr).toMatch(why);
      front.follow(() => undefined);
      const ended = await reader.ended;
      expect(ended.stderr).toContain('answers again');
      expect(JSON.parse(ended.stdout)).toMatchObject({ key: orderId, value: { approvedBy: 'kim' } });
    } finally {
      await front.close();
    }
  },
);
