import { expect, it } from '@jest/globals';
import { loadConfig } from '../../infra/settings/config.ts';
import { connectTemporal } from '../../infra/temporal/client.ts';
import { eventually } from '../eventually.ts';
import { openProxy } from '../tcp-proxy.ts';

/** After so many failures the wait for the next attempt to connect has stopped growing. */
const FAILURES = 8;

it('looks for a Temporal that is away as often after a long outage as after a short one', async () => {
  const { connection, namespace } = loadConfig().temporal;
  const proxy = await openProxy(connection.address);
  const client = await connectTemporal({ connection: { ...connection, address: proxy.address }, namespace });
  try {
    proxy.cut();
    const attempts: number[] = [];
    for (let failures = 1; failures <= FAILURES; failures += 1) {
      await eventually(async () => {
        // The channel connects for those who call.
        await client.connection.workflowService.getSystemInfo({}).catch(() => undefined);
        return proxy.refused >= failures;
      });
      attempts.push(Date.now());
    }
    const waits = attempts.slice(1).map((at, index) => at - attempts[index]!);
    // Each wait being 1.6 times the one before it would be four times as long, and a fifth more or less for jitter.
    expect(waits.at(-1)! / waits.at(-4)!).toBeLessThan(2.2);
  } finally {
    await client.connection.close();
    await proxy.close();
  }
});
