import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../infra/settings/config.ts';
import { eventually } from '../eventually.ts';
import { openProxy } from '../tcp-proxy.ts';
import { startObservedKtb, type ObservedKtb } from './observed-ktb.ts';

/** Processes to which nothing comes, and something between them and Temporal that can be cut. */
let temporal: Awaited<ReturnType<typeof openProxy>>;
const running: ObservedKtb[] = [];
beforeAll(async () => void (temporal = await openProxy(loadConfig().temporal.connection.address)));
afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.kill('SIGKILL')));
});
afterAll(() => temporal?.close());

describe.each([['worker'], ['consumers']])('%s without anything to do', (command) => {
  it.each([
    ['refuses connections', () => temporal.cut()],
    ['is silent', () => temporal.silence()],
  ])('are not ready while Temporal %s, say so, and are ready again once it is back', async (_, fail) => {
    const group = `probe-${Date.now()}`;
    const process = await startObservedKtb([command], {
      TEMPORAL_ADDRESS: temporal.address,
      KTB_GROUP_ID: group,
    });
    running.push(process);
    await eventually(async () => (await process.ready()).status === 200);
    fail();
    const { reasons } = await eventually(async () => {
      const ready = await process.ready();
      return ready.status === 503 ? ready : undefined;
    });
    expect(reasons).toEqual([expect.stringMatching(/^Temporal gives no answer, for \d+ s: ./)]);
    expect(await process.live()).toBe(200);
    expect((await process.metrics()).at('ktb_breaker_open', { dependency: 'Temporal' })).toBe(1);
    temporal.restore();
    await eventually(async () => (await process.ready()).status === 200);
    expect((await process.metrics()).at('ktb_breaker_open', { dependency: 'Temporal' })).toBe(0);
  });
});
