import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const CHECK = join(import.meta.dirname, '..', '..', 'infra', 'health-check.mjs');

/** The exit code of the health check while a bridge answers at that host with that status. */
async function check(host: string, setting: string, status: number): Promise<unknown> {
  const server = createServer((_, response) => response.writeHead(status).end()).listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const env = { ...process.env, KTB_HEALTH_ADDRESS: `${setting}:${port}` };
  const [code] = await once(spawn(process.execPath, [CHECK, '/readyz'], { env, stdio: 'ignore' }), 'close');
  server.close();
  return code;
}

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', '0.0.0.0'],
  ['127.0.0.2', '127.0.0.2'],
  ['localhost', 'localhost'],
  ['::1', '[::1]'],
  ['::', '[::]'],
])('the health check finds a bridge that listens on %s', async (host, setting) => {
  expect(await check(host, setting, 200)).toBe(0);
  expect(await check(host, setting, 503)).toBe(1);
});
