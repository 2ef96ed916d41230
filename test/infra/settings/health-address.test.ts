import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../infra/settings/config.ts';
import { createLogger } from '../../../infra/logger.ts';
import { startObserving, type Observation } from '../../../infra/observe/listen.ts';

const log = createLogger('silent');

describe('the setting', () => {
  it('is on loopback if it is not set', () => {
    expect(loadConfig({}).health).toEqual({ host: '127.0.0.1', port: 9464, isSet: false });
  });

  it.each([
    ['0.0.0.0:80', '0.0.0.0', 80],
    ['localhost:0', 'localhost', 0],
    ['[::1]:65535', '::1', 65_535],
    ['[fe80::1%eth0]:80', 'fe80::1%eth0', 80],
  ])('%s', (address, host, port) => {
    expect(loadConfig({ KTB_HEALTH_ADDRESS: address }).health).toEqual({ host, port, isSet: true });
  });

  it.each(['9464', 'localhost', '127.0.0.1:65536', 'http://127.0.0.1:9464', '::1:9464'])(
    '%s is refused',
    (address) => {
      expect(() => loadConfig({ KTB_HEALTH_ADDRESS: address })).toThrow('KTB_HEALTH_ADDRESS');
    },
  );
});

describe('if the port belongs to another process', () => {
  const other = createServer();
  let taken: number;
  let observing: Observation | undefined;
  beforeEach(async () => {
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    taken = (other.address() as AddressInfo).port;
  });
  afterEach(async () => {
    other.close();
    await observing?.close();
  });

  it('a free one is used, because the port was not set', async () => {
    const urls: string[] = [];
    const listening = { ...log, info: ({ livez }: { livez: string }) => void urls.push(livez) };
    observing = await startObserving({ host: '127.0.0.1', port: taken, isSet: false }, listening as never);
    expect((await fetch(urls[0]!)).status).toBe(200);
    expect(urls[0]).not.toContain(`:${taken}/`);
  });

  it('the start fails with one sentence if the address was set', async () => {
    await expect(startObserving({ host: '127.0.0.1', port: taken, isSet: true }, log)).rejects.toThrow(
      expect.objectContaining({
        name: 'UserError',
        message: expect.stringMatching(`^cannot listen at 127.0.0.1:${taken}: set KTB_HEALTH_ADDRESS`),
      }),
    );
  });
});
