import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from '@jest/globals';
import { loadConfig } from '../../../infra/config.ts';
import { cached } from '../../../infra/stack/cache.mjs';
import { findTemporal } from '../../../infra/stack/temporal-cli.mjs';
import { run } from '../../../infra/stack/tools.mjs';
import { eventually } from '../../eventually.ts';
import { itUnless } from '../../skip.ts';
import { startKtb } from '../ktb.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/** The packages that other teams use, fetched once; a reason where they cannot be had. */
async function packagesOrReason(): Promise<{ packages: string } | { reason: string }> {
  const version = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const install = (folder: string) =>
    run('python3', ['-m', 'pip', 'install', '--quiet', '--target', folder, '--requirement', REQUIREMENTS], {
      missing: 'Python is missing',
    });
  try {
    return { packages: await cached(`python-${version}`, async (folder) => void (await install(folder))) };
  } catch {
    return {
      reason: 'no python3 whose pip can fetch confluent-kafka and fastavro: install python3 and python3-pip',
    };
  }
}

const found = await packagesOrReason();

itUnless(
  'reason' in found ? found.reason : undefined,
  'a Python client that knows only topics, broker and registry places and approves an order, and reads one confirmation',
  async () => {
    const { kafka, registry, temporal } = loadConfig();
    const orderId = `python-${Date.now()}`;
    const bridge = startKtb(['run']);
    await bridge.says('"msg":"ready"');

    const script = join(import.meta.dirname, 'order.py');
    const client = spawn('python3', [script, kafka.brokers.join(','), registry.url, orderId], {
      env: { ...process.env, ...('packages' in found && { PYTHONPATH: found.packages }) },
    });
    let complaints = '';
    client.stderr.on('data', (chunk) => (complaints += chunk));
    const lines: string[] = [];
    createInterface({ input: client.stdout }).on('line', (line) => lines.push(line));
    const said = async (count: number) => {
      await eventually(() => lines.length >= count || client.exitCode !== null, 90_000);
      if (lines.length < count) throw new Error(`the client ended: ${complaints}`);
    };

    const cli = await findTemporal({ installed: Promise.resolve(), signal: new AbortController().signal });
    const status = async () => {
      const args = ['workflow', 'query', '--type', 'getOrderStatus', '--workflow-id', `order-${orderId}`];
      const { address } = temporal.connection;
      const answer = await run(cli, [...args, '--address', address, '--output', 'json'], {
        missing: 'no Temporal',
      });
      return (JSON.parse(answer) as { queryResult: { id: string; status: string; updatedAt: string }[] })
        .queryResult[0];
    };

    try {
      await said(1);
      await eventually(async () => (await status())?.status === 'awaitingApproval');
      client.stdin.end('approve\n');

      await said(2);
      const outcomes = JSON.parse(lines[1] ?? '') as { headers: Record<string, string> }[];
      expect(outcomes).toEqual([
        {
          key: orderId,
          value: { orderId, emailSent: true },
          headers: expect.objectContaining({
            ce_specversion: '1.0',
            ce_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
            ce_type: 'orders.v1.OrderConfirmed',
            ce_subject: orderId,
            'content-type': 'application/avro',
          }),
        },
      ]);
      expect(await status()).toMatchObject({ id: orderId, status: 'confirmed' });
    } finally {
      client.kill();
      expect(await bridge.kill('SIGTERM')).toMatchObject({ code: 0 });
    }
  },
  240_000,
);
